import type { Interval } from './median-interval.ts';
import { median } from './median-interval.ts';
import { normalQuantile } from './normal.ts';
import type { Point } from './series.ts';

/**
 * Slope of a line through the points, as the median of the slopes of all pairs, with Sen's
 * interval from the distribution of Kendall's S. Source: P. K. Sen, "Estimates of the regression
 * coefficient based on Kendall's tau", JASA 63 (1968).
 *
 * Cost: quadratic in the points, which are thinned to 150 at most.
 */
export function theilSen(all: readonly Point[], confidence: number): Interval {
  const points = thin(all, MOST_POINTS);
  const slopes: number[] = [];
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      const a = points[i]!;
      const b = points[j]!;
      slopes.push((b.bytes - a.bytes) / (b.operations - a.operations));
    }
  }
  slopes.sort((a, b) => a - b);
  const n = points.length;
  const reach = normalQuantile(0.5 + confidence / 2) * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const from = Math.floor((slopes.length - reach) / 2) - 1;
  const to = Math.ceil((slopes.length + reach) / 2);
  return {
    estimate: median(slopes),
    low: slopes[Math.max(0, from)] ?? Number.NaN,
    high: slopes[Math.min(slopes.length - 1, to)] ?? Number.NaN,
  };
}

const MOST_POINTS = 150;

function thin(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => points[Math.round(i * step)]!);
}
