import type { Growing, GrowthOptions } from './growth.ts';
import { ACCELERATING_SHARE } from './growth.ts';
import { noisyGrowthInterval } from './growth-interval.ts';
import { lastBefore, lowestFrom, variationFrom } from './levels.ts';
import type { Interval } from './median-interval.ts';
import { median } from './median-interval.ts';
import type { Point } from './series.ts';
import { stepsOf } from './series.ts';

/**
 * Growth in ever larger, ever rarer steps: a buffer whose capacity is multiplied when it is full.
 * Each doubling of the operations then holds as much growth as all before it, whatever the phase;
 * a table that has reached its bound misses the last one.
 */
export function growthInSteps(points: readonly Point[], options: GrowthOptions): Growing | null {
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
  const inSteps = isInSteps(points);
  const least = inSteps ? STEADY_SHARE_OF_STEPS : STEADY_SHARE;
  if ([...shares, overall].some((share) => share < least)) return null;
  if (inSteps && restEnds(points)) return null;
  // A heap that goes up and down by as much has no steps: it is restless.
  const upAndDown = variationFrom(points, lastBefore(points, end / 2 ** OCTAVES));
  if (levels.at(-1)! - levels[0]! < NET_SHARE_OF_STEPS * upAndDown) return null;
  const range = rateOfSteps(points);
  if (range === null) return null;
  const shape = inSteps
    ? 'staircase'
    : shares.at(-1)! > ACCELERATING_SHARE
      ? 'accelerating'
      : 'linear';
  return {
    kind: 'growing',
    bytesPerOperation: inSteps ? range : noisyGrowthInterval(points, range),
    confidence: options.confidence,
    shape,
    from: points[0]!,
    rule: inSteps ? 'steps' : 'octaves',
  };
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

/** Whether few batches hold most of what was added. */
function isInSteps(points: readonly Point[]): boolean {
  const begun = points.slice(lastBefore(points, points.at(-1)!.operations / 2 ** OCTAVES));
  const steps = stepsOf(begun)
    .map((step) => Math.max(0, step))
    .sort((a, b) => b - a);
  const few = Math.max(OCTAVES, Math.ceil(steps.length * FEW_BATCHES_SHARE));
  return sum(steps.slice(0, few)) > MOST_OF_THE_GROWTH * sum(steps);
}

/**
 * Whether what grew beside the steps has come to its end: entries of a cache that is full. Its table
 * may double once more when it is, as places of entries that were deleted count as taken.
 */
function restEnds(points: readonly Point[]): boolean {
  const begun = points.slice(lastBefore(points, points.at(-1)!.operations / 2 ** OCTAVES));
  const steps = stepsOf(begun);
  const middle = (begun[0]!.operations + begun.at(-1)!.operations) / 2;
  const isEarly = (_: number, i: number): boolean => begun[i + 1]!.operations <= middle;
  const early = steps.filter(isEarly);
  const late = steps.slice(early.length);
  if (early.length < FEWEST_EARLY) return false;
  // A median passes the steps over, which are few.
  const besides = (some: readonly number[]): number => some.length * median(some);
  return (
    besides(early) > SHARE_BESIDE_STEPS * sum(steps) &&
    besides(late) < LASTING_BESIDE_STEPS * besides(early)
  );
}

const FEWEST_EARLY = 12;
/** Less may be a warm-up. */
const SHARE_BESIDE_STEPS = 0.2;
const LASTING_BESIDE_STEPS = 0.25;

const FEW_BATCHES_SHARE = 0.15;
const MOST_OF_THE_GROWTH = 0.6;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Of growth that comes smoothly: a cache of K entries under random keys has 0.83 after K/2. */
const STEADY_SHARE = 0.85;
/** Lower: the phase of the steps changes the quotient. */
const STEADY_SHARE_OF_STEPS = 0.35;

const NET_SHARE_OF_STEPS = 0.5;

/**
 * Tables of the runtime itself (those of weak maps, say) double, too, while batches are still
 * finding their length, and keep the room that the longest batch needed.
 */
const FEWEST_FLOORS_FOR_STEPS = 20;

/** Three: fewer would take a table that is filling for one that always grows. */
const OCTAVES = 3;
