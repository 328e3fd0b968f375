import { growsWithBatches } from './batch-steps.ts';
import { fewFloors } from './few-floors.ts';
import { flatness } from './flatness.ts';
import type { Growing, Growth, GrowthOptions } from './growth.ts';
import { growthOfLows } from './growth-of-lows.ts';
import { growthUnderNoise } from './growth-under-noise.ts';
import { lastBefore, lowestFrom } from './levels.ts';
import { fewestValues } from './median-interval.ts';
import { regularGrowth } from './regular-growth.ts';
import type { Point } from './series.ts';
import { growthInSteps } from './stepped-growth.ts';
import { cutWarmUp } from './warm-up.ts';

/** Tells whether a memory grows, from its floors alone. */
export function assessGrowth(points: readonly Point[], options: GrowthOptions): Growth {
  const fewest = fewestValues(options.confidence);
  const noMore = options.final || options.ranOut;
  if (points.length - 1 < fewest) {
    const few = options.final ? fewFloors(points, options) : null;
    if (few !== null) return few;
    if (options.final && points.length > 1) return flatness(points, options);
    return { kind: 'undecided', why: 'too-few-floors', upperBound: null };
  }
  if (!noMore && !isEnough(points)) {
    return { kind: 'undecided', why: 'too-short', upperBound: null };
  }
  const kept = cutWarmUp(points, fewest);
  const regular = regularGrowth(kept, points, options);
  if (regular !== null && isPlain(regular, points, options)) {
    if (noMore || isLongEnough(regular, points, options)) return regular;
    return { kind: 'undecided', why: 'too-short', upperBound: null };
  }
  const flat = flatness(points, options);
  if (flat.kind === 'flat') {
    // Too little to be called a leak as yet, and too regular to be called none.
    return regular === null || noMore
      ? flat
      : { kind: 'undecided', why: 'too-few-operations', upperBound: flat.upperBound };
  }
  const lasting = lastingTrend(points, options);
  return lasting !== null &&
    isPlain(lasting, points, options) &&
    (noMore || isLongEnough(lasting, points, options))
    ? lasting
    : flat;
}

/**
 * A cache that fills grows like a leak until it is full, and a leak may begin late: so many
 * operations are looked at before anything is said, or so much time, or so much memory.
 */
function isEnough(points: readonly Point[], factor = 1): boolean {
  const { operations, operatingMs, bytes } = points.at(-1)!;
  return (
    operations >= factor * ENOUGH_OPERATIONS ||
    operatingMs >= factor * ENOUGH_MS ||
    bytes - points[0]!.bytes >= ENOUGH_BYTES
  );
}

/**
 * Growth by less than the smallest object is not one object an operation. It may be code and
 * feedback of functions that are called for the first time, one after the other: that ends.
 */
function isLongEnough(growth: Growing, points: readonly Point[], options: GrowthOptions): boolean {
  const isObject = growth.bytesPerOperation.estimate >= SMALLEST_OBJECT_BYTES;
  return options.exact || isObject || isEnough(points, SMALL_GROWTH_FACTOR);
}

/** Map and one field, of 8 bytes each. */
const SMALLEST_OBJECT_BYTES = 16;
const SMALL_GROWTH_FACTOR = 4;

/** More than most caches have entries. */
export const ENOUGH_OPERATIONS = 65_536;
/** Of operations, where they are slow. */
export const ENOUGH_MS = 1000;
/** Collections of more than this take longer than the operations. */
const ENOUGH_BYTES = 24 * 2 ** 20;

/**
 * Growth that is not regular must have been there for a while: what is a trend now must have been
 * one when a third of the operations was still to come.
 */
function lastingTrend(points: readonly Point[], options: GrowthOptions): Growing | null {
  const now = trend(points, options);
  if (now === null || options.ranOut) return now;
  const then = points.filter(
    ({ operations }) => operations <= LASTING_SHARE * points.at(-1)!.operations,
  );
  return trend(then, options) === null ? null : now;
}

const LASTING_SHARE = 2 / 3;

/** What was added for good in the later half of the operations. */
function lateGrowth(points: readonly Point[]): number {
  const half = lastBefore(points, points.at(-1)!.operations / 2);
  return lowestFrom(points, Math.max(half, points.length - LAST_FLOORS)) - lowestFrom(points, half);
}

const LAST_FLOORS = 3;

/**
 * An HTTP server and its client under `fetch` grew by 60 KB in 1,200 operations, at no rate that
 * could be told from a steady one: code that was still being met for the first times.
 */
const PLAIN_TREND_FACTOR = 8;

function trend(points: readonly Point[], options: GrowthOptions): Growing | null {
  const fewest = fewestValues(options.confidence);
  if (points.length <= fewest) return null;
  if (
    // What an allocator counts holds no garbage of a batch.
    (!options.exact && growsWithBatches(points)) ||
    lateGrowth(points) <= PLAIN_TREND_FACTOR * options.toleranceBytes
  ) {
    return null;
  }
  const kept = cutWarmUp(points, fewest);
  return (
    growthInSteps(points, options) ??
    growthUnderNoise(kept, points, options) ??
    growthOfLows(points, options)
  );
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
 * `new Function` at each operation grew by 66 KB in a million operations, though not regularly; a
 * leak of one object in a thousand by 340 KB in four million.
 */
const MINOR_GROWTH_FACTOR = 8;
