import { flatness } from './flatness.ts';
import type { Growing, Growth, GrowthOptions } from './growth.ts';
import { growthUnderNoise } from './growth-under-noise.ts';
import { fewestValues } from './median-interval.ts';
import type { Point } from './series.ts';
import { steadyGrowth } from './steady-growth.ts';
import { growthInSteps } from './stepped-growth.ts';
import { cutWarmUp } from './warm-up.ts';

/** Tells whether a memory grows, from its floors alone. */
export function assessGrowth(points: readonly Point[], options: GrowthOptions): Growth {
  const fewest = fewestValues(options.confidence);
  if (points.length - 1 < fewest) {
    return { kind: 'undecided', why: 'too-few-floors', upperBound: null };
  }
  const kept = cutWarmUp(points, options.ranOut ? fewest : 1);
  const growth =
    (kept.length > fewest ? steadyGrowth(kept, points, options) : null) ??
    growthInSteps(points, options) ??
    growthUnderNoise(kept, points, options);
  return growth !== null && isPlain(growth, points, options) ? growth : flatness(points, options);
}

/**
 * Growth at less than the rate that matters is called a leak only where it has added up to much
 * more than noise may: code and feedback of the runtime also grow for a while, very slowly.
 */
function isPlain(growth: Growing, points: readonly Point[], options: GrowthOptions): boolean {
  const { estimate } = growth.bytesPerOperation;
  if (estimate >= options.detectBytesPerOperation) return true;
  const added = estimate * (points.at(-1)!.operations - points[0]!.operations);
  return added > MINOR_GROWTH_FACTOR * options.toleranceBytes;
}

/**
 * `new Function` at each operation grew by 66 KB in a million operations, a leak of one object in a
 * thousand by 340 KB in four million: 96 KB stands between them.
 */
const MINOR_GROWTH_FACTOR = 12;
