import type { Growing, GrowthOptions } from './growth.ts';
import { levelsOf } from './levels.ts';
import { median, medianInterval } from './median-interval.ts';
import type { Point } from './series.ts';
import { ratesOf } from './series.ts';
import { slows } from './slowing.ts';
import { theilSen } from './theil-sen.ts';

/** Growth in nearly every batch, at a rate that does not fall. */
export function steadyGrowth(
  points: readonly Point[],
  all: readonly Point[],
  options: GrowthOptions,
): Growing | null {
  const rates = ratesOf(points);
  const typical = medianInterval(rates, options.confidence);
  const slope = theilSen(points, options.confidence);
  if (typical === null || typical.low <= 0 || slope.low <= 0) return null;
  const levels = levelsOf(points, 4);
  if (levels[3]!.bytes - levels[1]!.bytes <= options.toleranceBytes) return null;
  if (slows(points, all)) return null;
  const third = Math.floor(rates.length / 3);
  const early = median(rates.slice(0, third));
  const late = median(rates.slice(-third));
  return {
    kind: 'growing',
    // Where the two estimators differ (a few batches grew by much more), the interval holds both.
    bytesPerOperation: {
      estimate: slope.estimate,
      low: Math.min(typical.low, slope.estimate),
      high: Math.max(typical.high, slope.estimate),
    },
    shape: late > ACCELERATING_SHARE * early ? 'accelerating' : 'linear',
    from: points[0]!,
  };
}

/** A rate that has risen by half within one run is no measuring error. */
const ACCELERATING_SHARE = 1.5;
