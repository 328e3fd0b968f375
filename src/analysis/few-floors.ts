import type { Growing, GrowthOptions } from './growth.ts';
import { median } from './median-interval.ts';
import type { Point } from './series.ts';
import { ratesOf, stepsOf } from './series.ts';

/**
 * Operations of a second leave few floors, too few for statistics that assume nothing. But the
 * instrument's noise is known, and where each batch grew by many times as much, at the same rate,
 * it is no noise.
 */
export function fewFloors(points: readonly Point[], options: GrowthOptions): Growing | null {
  // The first operations load and compile: what they add is no measure.
  const kept = points.slice(-Math.max(FEWEST_BATCHES + 1, Math.ceil(points.length / 2)));
  const rates = ratesOf(kept);
  if (rates.length < FEWEST_BATCHES || kept.length === points.length) return null;
  const typical = median(rates);
  const low = Math.min(...rates);
  const high = Math.max(...rates);
  if (Math.min(...stepsOf(kept)) < PLAIN_STEP_FACTOR * options.toleranceBytes) return null;
  if (low < LEAST_SHARE * typical || high > typical / LEAST_SHARE) return null;
  return {
    kind: 'growing',
    bytesPerOperation: { estimate: typical, low, high },
    // From the lowest to the highest of n rates covers their median so often.
    confidence: Math.min(options.confidence, 1 - 2 ** (1 - rates.length)),
    shape: 'linear',
    from: kept[0]!,
    rule: 'few-floors',
  };
}

const FEWEST_BATCHES = 5;
/** A floor moves by a twentieth of the tolerance in most batches, and by all of it in few. */
const PLAIN_STEP_FACTOR = 4;
const LEAST_SHARE = 0.8;
