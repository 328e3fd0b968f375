import { LIGHT } from '../../src/report/chart-palette.ts';
import { element, text } from '../../src/report/svg.ts';
import type { RuleSummary } from './rule-summary.ts';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

const VERDICTS = ['leak', 'clean', 'inconclusive', 'failed'] as const;
const ROW_LABEL_WIDTH = 150;
const HEAD = 26;
const CELL_HEIGHT = 58;
const CELL_GAP = 4;

export const MATRIX_HEIGHT = HEAD + 2 * CELL_HEIGHT + CELL_GAP;

/** What leaklab said of programs that leak, and of clean ones; where it is wrong is marked. */
export function confusionMatrix(ours: RuleSummary, { left, top, width }: Box): string[] {
  const cellWidth = (width - ROW_LABEL_WIDTH) / VERDICTS.length;
  const x = (column: number): number => left + ROW_LABEL_WIDTH + column * cellWidth;
  const rows = [
    { label: 'leaking programs', counts: ours.leaking, right: 'leak' },
    { label: 'clean programs', counts: ours.clean, right: 'clean' },
  ] as const;
  return [
    text(left, top + 14, 'leaklab said', { size: 12, weight: 'bold', fill: LIGHT.text }),
    ...VERDICTS.map((verdict, column) =>
      text(x(column) + (cellWidth - CELL_GAP) / 2, top + 14, verdict, {
        size: 12,
        fill: LIGHT.muted,
        anchor: 'middle',
      }),
    ),
    ...rows.flatMap(({ label, counts, right }, row) => {
      const y = top + HEAD + row * (CELL_HEIGHT + CELL_GAP);
      const all = Object.values(counts).reduce((a, b) => a + b, 0);
      return [
        text(left, y + CELL_HEIGHT / 2 - 2, label, { size: 12, fill: LIGHT.text }),
        text(left, y + CELL_HEIGHT / 2 + 15, `${all} runs`, { size: 11, fill: LIGHT.muted }),
        ...VERDICTS.flatMap((verdict, column) => {
          const count = counts[verdict];
          const ink = inkOf(verdict, right, count);
          return [
            element('rect', {
              x: x(column),
              y,
              width: cellWidth - CELL_GAP,
              height: CELL_HEIGHT,
              rx: 4,
              fill: ink,
              'fill-opacity': count === 0 ? 0.05 : 0.16,
              stroke: ink,
              'stroke-opacity': count === 0 ? 0.25 : 1,
            }),
            text(x(column) + (cellWidth - CELL_GAP) / 2, y + CELL_HEIGHT / 2 + 7, String(count), {
              size: 20,
              weight: count === 0 ? 'normal' : 'bold',
              fill: count === 0 ? LIGHT.muted : LIGHT.text,
              anchor: 'middle',
            }),
          ];
        }),
      ];
    }),
  ];
}

/** As in the bars below: what is right, what is wrong, what is left open. */
export const INK = {
  right: LIGHT.series[2]!,
  miss: LIGHT.series[0]!,
  falseAlarm: LIGHT.series[3]!,
  open: LIGHT.series[5]!,
} as const;

function inkOf(verdict: (typeof VERDICTS)[number], right: string, count: number): string {
  if (verdict === right) return INK.right;
  if (count === 0 || verdict === 'inconclusive' || verdict === 'failed') return INK.open;
  return verdict === 'leak' ? INK.falseAlarm : INK.miss;
}
