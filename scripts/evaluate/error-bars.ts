import { LIGHT } from '../../src/report/chart-palette.ts';
import { textWidth } from '../../src/report/font.ts';
import { element, polyline, text } from '../../src/report/svg.ts';
import type { Box } from './confusion-matrix.ts';
import { INK } from './confusion-matrix.ts';
import { percent } from './numbers.ts';
import type { RuleSummary } from './rule-summary.ts';
import type { Share } from './wilson.ts';

const ROW = 58;
const BAR = 12;
const BAR_STEP = 15;
const HEAD = 44;
const LABEL_WIDTH = 150;
/** For the number behind a bar of full length. */
const VALUE_WIDTH = 56;
const AXIS = 24;

const BARS = [
  { what: 'misses, of the leaking', ink: INK.miss, of: (rule: RuleSummary) => rule.misses },
  {
    what: 'false alarms, of the clean',
    ink: INK.falseAlarm,
    of: (rule: RuleSummary) => rule.falseAlarms,
  },
  { what: 'inconclusive, of all', ink: INK.open, of: (rule: RuleSummary) => rule.inconclusive },
] as const;

export const errorBarsHeight = (rules: number): number => HEAD + rules * ROW + AXIS;

/** Shares of runs, rule by rule, on one scale from 0 to 100 %. Each bar says its number. */
export function errorBars(rules: readonly RuleSummary[], { left, top, width }: Box): string[] {
  const zero = left + LABEL_WIDTH;
  const scale = width - LABEL_WIDTH - VALUE_WIDTH;
  const bottom = top + HEAD + rules.length * ROW;
  return [
    text(left, top + 12, 'Wrong, or undecided: share of runs', {
      size: 12,
      weight: 'bold',
      fill: LIGHT.text,
    }),
    ...key(zero, top + 34),
    ...[0, 25, 50, 75, 100].flatMap((tick) => {
      const x = zero + (scale * tick) / 100;
      return [
        polyline(
          [
            [x, top + HEAD],
            [x, bottom],
          ],
          { color: tick === 0 ? LIGHT.axis : LIGHT.grid, width: 1 },
        ),
        text(x, bottom + 16, `${tick} %`, { size: 11, fill: LIGHT.muted, anchor: 'middle' }),
      ];
    }),
    ...rules.flatMap((summary, row) => {
      const y = top + HEAD + row * ROW + (ROW - 3 * BAR_STEP) / 2;
      return [
        text(left, y + 1.5 * BAR_STEP + 3, summary.rule.title, {
          size: 12,
          weight: row === 0 ? 'bold' : 'normal',
          fill: LIGHT.text,
        }),
        ...BARS.flatMap(({ ink, of }, i) =>
          bar(of(summary), { x: zero, y: y + i * BAR_STEP, scale, ink }),
        ),
      ];
    }),
  ];
}

function key(left: number, baseline: number): string[] {
  let x = left;
  return BARS.flatMap(({ what, ink }) => {
    const at = x;
    x += 18 + textWidth(what, 11) + 24;
    return [
      element('rect', { x: at, y: baseline - 10, width: BAR, height: BAR, rx: 2, fill: ink }),
      text(at + 18, baseline, what, { size: 11, fill: LIGHT.muted }),
    ];
  });
}

function bar(
  { count, of }: Share,
  { x, y, scale, ink }: { x: number; y: number; scale: number; ink: string },
): string[] {
  const value = of === 0 ? 0 : count / of;
  const length = value * scale;
  return [
    ...(count === 0 ? [] : [element('rect', { x, y, width: length, height: BAR, fill: ink })]),
    text(x + length + 6, y + BAR - 2, of === 0 ? '–' : percent(value), {
      size: 11,
      fill: count === 0 ? LIGHT.muted : LIGHT.text,
      halo: LIGHT.background,
    }),
  ];
}
