import type { ByteScale } from './chart-domain.ts';
import { downsample } from './chart-downsample.ts';
import type { VariantStyle } from './chart-palette.ts';
import type { ChartSeries, Point } from './model.ts';
import type { Marker, PlotLine } from './plot.ts';

/** How the lines of each kind look; the key draws its samples from the same table. */
export const LINE_STYLES = {
  raw: { width: 1, opacity: 0.34, dash: [] },
  pages: { width: 1.25, opacity: 0.85, dash: [5, 4] },
  estimate: { width: 1.25, opacity: 0.9, dash: [8, 3, 2, 3] },
  floors: { width: 2.25, opacity: 1, dash: [] },
} as const;

export const BAND_OPACITY = 0.14;

/** More points than pixels only make the file longer. */
export const MAX_LINE_POINTS = 600;
const MAX_MARKERS = 20;

export type LineKind = keyof typeof LINE_STYLES;

/** The lines of all series; what verdicts rest on comes last and lies on top. */
export function seriesLines(
  series: readonly ChartSeries[],
  styles: ReadonlyMap<string, VariantStyle>,
  scale: ByteScale,
  kinds: readonly LineKind[] = ['raw', 'pages', 'estimate', 'floors'],
): PlotLine[] {
  return kinds.flatMap((kind) =>
    series.flatMap((one) => {
      const points = downsample(pointsOf(one, kind), MAX_LINE_POINTS);
      if (points.length === 0) return [];
      const style = styles.get(one.variant)!;
      return [
        {
          points: points.map(([operations, bytes]) => [operations, scale.at(bytes)] as const),
          color: style.color,
          ...LINE_STYLES[kind],
          stepped: kind === 'pages',
          marker:
            kind === 'floors' ? markerOf(style, points.length, turnOf(one, series, scale)) : null,
        },
      ];
    }),
  );
}

function pointsOf(series: ChartSeries, kind: LineKind): readonly Point[] {
  return kind === 'estimate' ? slopeLine(series, 'estimate') : series[kind];
}

interface Turn {
  readonly index: number;
  readonly of: number;
}

/**
 * Lines that end at nearly the same height mostly lie on one another all the way: their markers
 * take turns, so that each shows its own.
 */
function turnOf(one: ChartSeries, all: readonly ChartSeries[], scale: ByteScale): Turn {
  const height = ({ floors }: ChartSeries) => scale.at(floors.at(-1)?.[1] ?? Number.NaN);
  const near = (scale.axis.max - scale.axis.min) * 0.02;
  const group = all.filter((other) => Math.abs(height(other) - height(one)) <= near);
  return { index: group.indexOf(one), of: group.length };
}

function markerOf({ shape, fill }: VariantStyle, points: number, { index, of }: Turn): Marker {
  const turns = points >= 2 * of ? of : 1;
  const every = turns * Math.ceil(points / (MAX_MARKERS * turns));
  return { shape, fill, size: 6.5, every, offset: turns > 1 ? (index * every) / turns : 0 };
}

/** Points along a fitted line: several, because it is a curve on a logarithmic axis. */
export function slopeLine(
  { slope }: ChartSeries,
  which: 'estimate' | 'low' | 'high',
  lastOperation = Number.POSITIVE_INFINITY,
): Point[] {
  if (!slope) return [];
  const [start, bytes] = slope.from;
  const length = Math.min(slope.toOperations, lastOperation) - start;
  if (!(length > 0)) return [];
  const pieces = 24;
  return Array.from({ length: pieces + 1 }, (_, index) => {
    const operations = (length * index) / pieces;
    return [start + operations, bytes + slope[which] * operations];
  });
}
