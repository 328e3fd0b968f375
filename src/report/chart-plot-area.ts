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

/** The last point that is drawn of a series. */
export function lastPoint({ floors, raw, pages, outOfMemory }: ChartSeries): Point | null {
  if (outOfMemory) return [outOfMemory.operations, outOfMemory.limitBytes];
  return floors.at(-1) ?? raw.at(-1) ?? pages.at(-1) ?? null;
}

/** An axis for nothing: numbers on it would mean nothing. */
export function withoutTicks(axis: Axis): Axis {
  return { ...axis, ticks: [] };
}
