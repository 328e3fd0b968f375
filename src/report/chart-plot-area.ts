import type { ByteScale } from './chart-domain.ts';
import type { ChartSeries, Point } from './model.ts';
import type { Axis, Plot } from './plot.ts';

/** A plot with the way from data to pixels, for what is drawn around the library's lines. */
export interface PlotArea {
  readonly plot: Plot;
  /** What lies outside of the axes is moved to their ends. */
  pixel(point: Point): readonly [x: number, y: number];
}

export function plotArea(plot: Plot, scale: ByteScale): PlotArea {
  const { box, x, y } = plot;
  const share = (value: number, { min, max }: { min: number; max: number }) =>
    Math.min(1, Math.max(0, (value - min) / (max - min)));
  return {
    plot,
    pixel: ([operations, bytes]) => [
      box.x + box.width * share(operations, x),
      box.y + box.height * (1 - share(scale.at(bytes), y)),
    ],
  };
}

/**
 * Where the label of a series belongs: at the last point that is drawn. Where the first reading came
 * only after the plot's end, a dotted line from the left shows its height.
 */
export function lastPoint(series: ChartSeries, end = Number.POSITIVE_INFINITY): Point | null {
  const { floors, raw, pages } = series;
  const first = floors[0];
  if (first && first[0] > end) return [0, first[1]];
  return limitPoint(series) ?? floors.at(-1) ?? raw.at(-1) ?? pages.at(-1) ?? null;
}

/** Where the limit was reached; a limit that is checked between batches may be passed by then. */
export function limitPoint({
  floors,
  outOfMemory,
}: Pick<ChartSeries, 'floors' | 'outOfMemory'>): Point | null {
  if (!outOfMemory) return null;
  const last = floors.at(-1)?.[1] ?? 0;
  return [outOfMemory.operations, Math.max(outOfMemory.limitBytes, last)];
}

/** An axis for nothing: numbers on it would mean nothing. */
export function withoutTicks(axis: Axis): Axis {
  return { ...axis, ticks: [] };
}
