import type { Point } from './series.ts';

/**
 * The lowest floor of each of `count` stretches of equally many floors. A sawtooth or a single
 * step down does not move it; memory that is kept does.
 */
export function levelsOf(points: readonly Point[], count: number): Point[] {
  return Array.from({ length: count }, (_, i) => {
    const stretch = points.slice(
      Math.floor((i * points.length) / count),
      Math.floor(((i + 1) * points.length) / count),
    );
    return lowestOf(stretch);
  });
}

/** The lowest of some floors, the first of several; there must be one. */
export const lowestOf = (points: readonly Point[]): Point =>
  points.reduce((low, point) => (point.bytes < low.bytes ? point : low));

/** The lowest floor from the given index on: what was kept for good by then. */
export function lowestFrom(points: readonly Point[], index: number): number {
  return Math.min(...points.slice(index).map((point) => point.bytes));
}

/** Index of the last floor at or before the given number of operations, or 0. */
export function lastBefore(points: readonly Point[], operations: number): number {
  return Math.max(
    0,
    points.findLastIndex((point) => point.operations <= operations),
  );
}

/** All that the floors went up and down from the given index on. */
export function variationFrom(points: readonly Point[], index: number): number {
  return points
    .slice(index + 1)
    .reduce((sum, point, i) => sum + Math.abs(point.bytes - points[index + i]!.bytes), 0);
}
