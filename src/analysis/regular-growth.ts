import type { Growing, GrowthOptions } from './growth.ts';
import { growthInterval } from './growth-interval.ts';
import { medianInterval, quantile } from './median-interval.ts';
import type { Point } from './series.ts';
import { ratesOf, stepsOf } from './series.ts';

/**
 * Growth by nearly the same amount an operation in nearly every batch, that does not fall: objects
 * that are kept have a size. Warm-ups, caches that fill at random and noise have none. Rare large
 * steps (a table that doubles beside the objects) are no objection.
 */
export function regularGrowth(
  kept: readonly Point[],
  all: readonly Point[],
  options: GrowthOptions,
): Growing | null {
  const rates = ratesOf(kept);
  const typical = medianInterval(rates, options.confidence);
  if (typical === null || typical.low <= 0) return null;
  const risen = kept.at(-1)!.bytes - kept[0]!.bytes;
  if (risen <= options.toleranceBytes) return null;
  const operationsABatch = (kept.at(-1)!.operations - kept[0]!.operations) / rates.length;
  const noise = options.exact ? 0 : NOISE_A_FLOOR_BYTES / operationsABatch;
  const spread = quantile(rates, 0.4) - quantile(rates, 0.1);
  if (spread > REGULAR_SPREAD * typical.estimate + noise) return null;
  const begun = all.slice(Math.ceil(all.length * FIRST_FLOORS_SHARE));
  if (largestFall(begun) > Math.max(FALL_FACTOR * options.toleranceBytes, FALL_SHARE * risen)) {
    return null;
  }
  const later = kept.length < begun.length ? kept : begun;
  if (falls(ratesOf(begun)) || falls(ratesOf(later))) return null;
  return {
    kind: 'growing',
    bytesPerOperation: growthInterval(kept, options),
    confidence: options.confidence,
    shape: 'linear',
    from: kept[0]!,
    rule: 'regular',
  };
}

/**
 * Of the lower batches: what is above them may hold a step of a table. One object in fifty
 * operations, at random, has a spread of 8 % in batches of 20,000.
 */
const REGULAR_SPREAD = 0.1;

/** Between two floors of a quiet program, the median step is 0 and nine of ten are below this. */
const NOISE_A_FLOOR_BYTES = 128;

/** The very first floors hold the runtime's own warm-up. */
const FIRST_FLOORS_SHARE = 0.15;

/** The largest step down from one floor to the next. */
const largestFall = (points: readonly Point[]): number =>
  Math.max(0, ...stepsOf(points).map((step) => -step));

/** What falls is a sawtooth, however regular its teeth: code that is thrown away is less. */
const FALL_SHARE = 0.1;
const FALL_FACTOR = 4;

/**
 * Whether the rate of the last third is lower than that of the first, steps of tables left out. A cache of K entries
 * under random keys grows at exp(-n/K) after n operations: that shows from n = K/4 on.
 */
function falls(rates: readonly number[]): boolean {
  const third = Math.max(1, Math.floor(rates.length / 3));
  const base = (some: readonly number[]): number => quantile(some, 0.15);
  return base(rates.slice(-third)) < STEADY_SHARE * base(rates.slice(0, third));
}

const STEADY_SHARE = 0.85;
