import type { Growing, GrowthOptions } from './growth.ts';
import { levelsOf } from './levels.ts';
import type { Point } from './series.ts';
import { ratesOf } from './series.ts';
import { slows } from './slowing.ts';
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
  if (slows(points, all)) return null;
  const { estimate, low, high } = theilSen(points, options.confidence);
  if (low <= 0) return null;
  return {
    kind: 'growing',
    bytesPerOperation: { estimate, low, high },
    shape: 'linear',
    from: points[0]!,
  };
}

/** Eight levels that only rise come about by chance once in 8! = 40,320 times. */
const STRETCHES = 8;
const FEWEST_FLOORS_A_STRETCH = 3;
