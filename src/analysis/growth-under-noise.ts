import type { Growing, GrowthOptions } from './growth.ts';
import { ACCELERATING_SHARE } from './growth.ts';
import { leastMeanRate, noisyGrowthInterval } from './growth-interval.ts';
import { levelsOf } from './levels.ts';
import { median } from './median-interval.ts';
import type { Point } from './series.ts';
import { ratesOf } from './series.ts';
import { slows, slowsByOctaves } from './slowing.ts';
import { theilSen } from './theil-sen.ts';

/**
 * Growth under a sawtooth, in bursts, or of one operation in many: single batches say nothing, so
 * the lowest floors of longer stretches are compared, and each must be higher than the one before.
 */
export function growthUnderNoise(
  points: readonly Point[],
  all: readonly Point[],
  options: GrowthOptions,
): Growing | null {
  if (points.length < STRETCHES * FEWEST_FLOORS_A_STRETCH) return null;
  const levels = levelsOf(points, STRETCHES);
  const rates = ratesOf(levels);
  if (rates.some((rate) => rate <= 0)) return null;
  const half = STRETCHES / 2;
  const risen = levels.at(-1)!.bytes - levels[half - 1]!.bytes;
  if (risen <= options.toleranceBytes) return null;
  if (slows(points, all) || slowsByOctaves(all)) return null;
  const slope = theilSen(points, options.confidence);
  if (slope.low <= 0 || leastMeanRate(points) <= 0) return null;
  const [early, late] = [rates.slice(0, half), rates.slice(-half)].map(median) as [number, number];
  return {
    kind: 'growing',
    bytesPerOperation: noisyGrowthInterval(points, slope),
    confidence: options.confidence,
    shape: late > ACCELERATING_SHARE * early ? 'accelerating' : 'linear',
    from: points[0]!,
    rule: 'levels',
  };
}

/** Eight levels that only rise come about by chance once in 8! = 40,320 times. */
const STRETCHES = 8;
const FEWEST_FLOORS_A_STRETCH = 2;
