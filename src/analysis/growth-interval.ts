import type { GrowthOptions } from './growth.ts';
import type { Interval } from './median-interval.ts';
import { medianInterval } from './median-interval.ts';
import type { Point } from './series.ts';
import { ratesOf } from './series.ts';
import { theilSen } from './theil-sen.ts';

/**
 * The rate of linear growth. Theil and Sen's slope and its interval where all batches grew alike.
 * Where a table doubles beside what is kept, no line fits: most batches grow by the objects alone
 * (the lower rates), the mean rate goes up and down with each doubling for ever, and the interval holds
 * them all.
 */
export function growthInterval(
  points: readonly Point[],
  { confidence, exact }: Pick<GrowthOptions, 'confidence' | 'exact'>,
): Interval {
  const slope = theilSen(points, confidence);
  const rates = ratesOf(points);
  // What the runtime adds of its own (code, feedback) is added to nearly every batch: the truth is
  // nearer to the lowest of them.
  const typical = medianInterval(rates, confidence)?.low ?? Math.min(...rates);
  const means = meanRates(points, FIRST_FLOORS);
  const operations = points.at(-1)!.operations - points[0]!.operations;
  const resolution = exact ? 0 : RESOLUTION_BYTES / operations;
  const estimate = slope.estimate;
  return {
    estimate,
    low: Math.min(slope.low, typical, means.low, estimate) - resolution,
    high: Math.max(slope.high, typical, means.high, estimate) + resolution,
  };
}

/**
 * The rate of growth under a sawtooth, where single batches say nothing. Any floor may stand high or
 * low, the first ones all alike, so the mean rates are asked from each of the first quarter.
 */
export function noisyGrowthInterval(points: readonly Point[], within: Interval): Interval {
  const count = Math.ceil(points.length * FIRST_SHARE);
  const means = meanRates(points, count, Number.MIN_VALUE);
  return {
    estimate: within.estimate,
    low: Math.min(within.low, means.low),
    high: Math.max(within.high, means.high),
  };
}

const FIRST_SHARE = 1 / 4;

/** The least that was added in the mean, whichever of the first floors is counted from. */
export const leastMeanRate = (points: readonly Point[]): number =>
  meanRates(points, FIRST_FLOORS).low;

/**
 * From each of the first floors to each of the second half, for one of them may stand high: the lowest
 * and the highest mean rate that is not below `least`. Of a long run they are millions.
 */
function meanRates(
  points: readonly Point[],
  count: number,
  least = Number.NEGATIVE_INFINITY,
): { readonly low: number; readonly high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < Math.min(count, points.length); i++) {
    const first = points[i]!;
    for (let j = Math.max(count, Math.ceil(points.length / 2)); j < points.length; j++) {
      const point = points[j]!;
      const rate = (point.bytes - first.bytes) / (point.operations - first.operations);
      if (rate < least) continue;
      low = Math.min(low, rate);
      high = Math.max(high, rate);
    }
  }
  return { low, high };
}

const FIRST_FLOORS = 3;

/** What the reading of a floor itself may leave behind: a heap number or two. */
const RESOLUTION_BYTES = 64;
