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
    const operations = (stretch[0]!.operations + stretch.at(-1)!.operations) / 2;
    return { operations, bytes: Math.min(...stretch.map((point) => point.bytes)) };
  });
}

/** The lowest floor from the given number of operations on: what was kept for good by then. */
export function lowestFrom(points: readonly Point[], operations: number): number {
  const later = points.filter((point) => point.operations >= operations);
  return Math.min(...later.map((point) => point.bytes));
}
