import { BAND_OPACITY, LINE_STYLES } from './chart-lines.ts';
import { outOfMemoryMark } from './chart-marks.ts';
import type { Palette } from './chart-palette.ts';
import { textWidth } from './font.ts';
import type { ChartSeries } from './model.ts';
import { marker, polygon, polyline, text } from './svg.ts';

const SIZE = 11;
const SAMPLE_WIDTH = 30;

interface Item {
  readonly words: string;
  /** Draws the sample between (x, y) and (x + SAMPLE_WIDTH, y). */
  sample(x: number, y: number): string;
}

/** Explains in one row the kinds of lines that these series really have. */
export function drawKey(
  series: readonly ChartSeries[],
  x: number,
  y: number,
  palette: Palette,
): string {
  let left = x;
  return keyItems(series, palette)
    .map(({ words, sample }) => {
      const drawn =
        sample(left, y - SIZE * 0.36) +
        text(left + SAMPLE_WIDTH + 7, y, words, { size: SIZE, fill: palette.muted });
      left += SAMPLE_WIDTH + 7 + textWidth(words, SIZE) + 22;
      return drawn;
    })
    .join('');
}

function keyItems(series: readonly ChartSeries[], palette: Palette): Item[] {
  const color = palette.muted;
  const line = (kind: keyof typeof LINE_STYLES, x: number, y: number) =>
    polyline(
      [
        [x, y],
        [x + SAMPLE_WIDTH, y],
      ],
      { color, ...LINE_STYLES[kind] },
    );
  const items: (Item & { readonly used: boolean })[] = [
    {
      used: series.some(({ floors }) => floors.length > 0),
      words: 'at rest, after full GCs',
      sample: (x, y) =>
        line('floors', x, y) +
        marker([x + SAMPLE_WIDTH / 2, y], 'circle', 6.5, { fill: color, color }),
    },
    {
      used: series.some(({ raw }) => raw.length > 0),
      words: 'between collections',
      sample: (x, y) => {
        const teeth = [0, 9, 9, 18, 18, 27, 27, 30];
        const heights = [4, -5, 4, -5, 4, -5, 4, 1];
        const points = teeth.map((tooth, index) => [x + tooth, y + heights[index]!] as const);
        return polyline(points, { color, ...LINE_STYLES.raw, opacity: 0.7 });
      },
    },
    {
      used: series.some(({ pages }) => pages.length > 0),
      words: 'size of the WASM memory',
      sample: (x, y) => line('pages', x, y),
    },
    {
      used: series.some(({ slope }) => slope !== null),
      words: 'fitted growth, with its interval',
      sample: (x, y) => {
        const wedge = [
          [x, y],
          [x + SAMPLE_WIDTH, y - 6],
          [x + SAMPLE_WIDTH, y + 6],
        ] as const;
        return polygon(wedge, color, BAND_OPACITY * 2) + line('estimate', x, y);
      },
    },
    {
      used: series.some(({ outOfMemory }) => outOfMemory !== null),
      words: 'the limit was reached',
      sample: (x, y) => outOfMemoryMark([x + SAMPLE_WIDTH / 2, y], color, palette.background),
    },
  ];
  return items.filter(({ used }) => used);
}
