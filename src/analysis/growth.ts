import { lastBefore, levelsOf, lowestFrom, variationFrom } from './levels.ts';
import type { Interval } from './median-interval.ts';
import { fewestValues, median, medianInterval } from './median-interval.ts';
import type { Point } from './series.ts';
import { ratesOf } from './series.ts';
import { theilSen } from './theil-sen.ts';
import { cutWarmUp } from './warm-up.ts';

export type Shape = 'linear' | 'staircase' | 'accelerating';

export interface Growing {
  readonly kind: 'growing';
  readonly bytesPerOperation: Interval;
  readonly shape: Shape;
  /** Where the fitted line begins, for the picture. */
  readonly from: Point;
}

/** What the floors of one memory say. */
export type Growth =
  | Growing
  | { readonly kind: 'flat'; readonly upperBound: number }
  | {
      readonly kind: 'undecided';
      readonly why: 'too-few-floors' | 'slowing' | 'noisy' | 'too-few-operations';
      readonly upperBound: number | null;
    };

export interface GrowthOptions {
  readonly confidence: number;
  /** Growth below this may be noise: steps of the runtime's own making. */
  readonly toleranceBytes: number;
  /** The smallest rate that matters: what is called flat must be proven to be below it. */
  readonly detectBytesPerOperation: number;
  /** Whether the memory is counted to the byte by its own allocator. */
  readonly exact: boolean;
  /** Whether the subject ran out of memory: then the floors that there are must do. */
  readonly ranOut: boolean;
}

/**
 * A rate that has fallen below this share of what it was is a rate that may reach 0: a cache that
 * fills, or a warm-up. Real leaks kept above 0.65 in all of 104 labelled programs.
 */
const STEADY_SHARE = 0.65;
/** The same where growth comes in steps, whose phase within a window changes the quotient. */
const STEADY_SHARE_OF_STEPS = 0.35;

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
  return growth !== null && isPlain(growth, points, options)
    ? growth
    : flatness(points, fewest, options);
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

/**
 * What is not growth: flat, if nothing but the tolerance was added during the last three fifths of
 * the operations. Half would not do: a buffer that doubles is flat from one doubling to the next.
 */
function flatness(points: readonly Point[], fewest: number, options: GrowthOptions): Growth {
  const end = points.at(-1)!.operations;
  const start = lastBefore(points, FLAT_SINCE * end);
  const window = points.slice(start);
  if (window.length <= fewest && !options.ranOut) {
    return { kind: 'undecided', why: 'too-few-floors', upperBound: null };
  }
  const lowest = Math.min(...window.map((point) => point.bytes));
  const risen = endLevel(window, options.toleranceBytes) - lowest;
  const upperBound = (risen + options.toleranceBytes) / (end - window[0]!.operations);
  if (risen > options.toleranceBytes) {
    return {
      kind: 'undecided',
      why: isSlowing(points, STEADY_SHARE) ? 'slowing' : 'noisy',
      upperBound,
    };
  }
  if (upperBound > options.detectBytesPerOperation) {
    return { kind: 'undecided', why: 'too-few-operations', upperBound };
  }
  return { kind: 'flat', upperBound };
}

/** Doubling at 0.4 N means doubling again at 0.8 N: no such buffer is flat all through. */
const FLAT_SINCE = 0.4;

/**
 * Where the memory stands at the end. Of a sawtooth that is the lowest floor of the last quarter;
 * of what never falls, of the last three floors: a late step is not to be overlooked.
 */
function endLevel(window: readonly Point[], toleranceBytes: number): number {
  const falls = window.some(
    (point, i) => i > 0 && window[i - 1]!.bytes - point.bytes > toleranceBytes,
  );
  const count = falls ? Math.max(LAST_FLOORS, Math.ceil(window.length / 4)) : LAST_FLOORS;
  return Math.min(...window.slice(-count).map((point) => point.bytes));
}

const LAST_FLOORS = 3;

/** Growth in nearly every batch, at a rate that does not fall. */
function steadyGrowth(
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

/**
 * Growth in ever larger, ever rarer steps: a buffer whose capacity is multiplied when it is full.
 * Each doubling of the operations then holds as much growth as all before it, whatever the phase;
 * a table that has reached its bound misses the last one.
 */
function growthInSteps(points: readonly Point[], options: GrowthOptions): Growing | null {
  const end = points.at(-1)!.operations;
  if (points[0]!.operations > end / 2 ** OCTAVES) return null;
  if (!options.exact && !options.ranOut && points.length < FEWEST_FLOORS_FOR_STEPS) return null;
  const levels = Array.from({ length: OCTAVES + 1 }, (_, i) =>
    lowestFrom(points, lastBefore(points, end / 2 ** (OCTAVES - i))),
  );
  const risen = levels.slice(1).map((level, i) => level - levels[i]!);
  if (risen.some((bytes) => bytes <= options.toleranceBytes)) return null;
  // Twice the operations, twice the growth: the quotient is 1 where the rate is the same.
  const shares = risen.slice(1).map((bytes, i) => bytes / (2 * risen[i]!));
  const overall = shares.reduce((product, share) => product * share, 1);
  if ([...shares, overall].some((share) => share < STEADY_SHARE_OF_STEPS)) return null;
  // A heap that goes up and down by as much has no steps: it is restless.
  const upAndDown = variationFrom(points, lastBefore(points, end / 2 ** OCTAVES));
  if (levels.at(-1)! - levels[0]! < NET_SHARE_OF_STEPS * upAndDown) return null;
  const bytesPerOperation = rateOfSteps(points);
  if (bytesPerOperation === null) return null;
  return { kind: 'growing', bytesPerOperation, shape: 'staircase', from: points[0]! };
}

/**
 * The mean rate goes up and down with each step, for ever: where it went during the last doubling,
 * counted from where the steps were first seen, is the interval; there is no truth to converge to.
 */
function rateOfSteps(points: readonly Point[]): Interval | null {
  const end = points.at(-1)!.operations;
  const first = points[lastBefore(points, end / 2 ** OCTAVES)]!;
  const rates = points
    .filter((point) => point.operations > Math.max(end / 2, first.operations))
    .map((point) => (point.bytes - first.bytes) / (point.operations - first.operations));
  const low = Math.min(...rates);
  const high = Math.max(...rates);
  return low > 0 ? { estimate: median(rates), low, high } : null;
}

const NET_SHARE_OF_STEPS = 0.5;

/**
 * Tables of the runtime itself (those of weak maps, say) double, too, while batches are still
 * finding their length, and keep the room that the longest batch needed.
 */
const FEWEST_FLOORS_FOR_STEPS = 20;

/** Three: fewer would take a table that is filling for one that always grows. */
const OCTAVES = 3;

/**
 * Growth under a sawtooth, in bursts, or of one operation in many: single batches say nothing, so
 * the lowest floors of longer stretches are compared, and each must be higher than the one before.
 */
function growthUnderNoise(
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

/**
 * Whether the rate falls. All floors but the very first are asked as well: a cache that fills slows
 * down from its beginning, which the cut would take for a warm-up.
 */
function slows(kept: readonly Point[], all: readonly Point[]): boolean {
  const begun = all.slice(Math.ceil(all.length * FIRST_FLOORS_SHARE));
  return isSlowing(kept, STEADY_SHARE) || isSlowing(begun, STEADY_SHARE);
}

const FIRST_FLOORS_SHARE = 0.15;

/** Whether the later half grew at less than `share` of the rate of the earlier half. */
function isSlowing(points: readonly Point[], share: number): boolean {
  const [first, second, third, fourth] = levelsOf(points, 4);
  const early = (second!.bytes - first!.bytes) / (second!.operations - first!.operations);
  const late = (fourth!.bytes - third!.bytes) / (fourth!.operations - third!.operations);
  const [middleRate] = ratesOf([second!, third!]);
  return late < share * early || (late < share * middleRate! && middleRate! < early);
}
