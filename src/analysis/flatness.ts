import type { Growth, GrowthOptions } from './growth.ts';
import { lastBefore } from './levels.ts';
import { medianInterval } from './median-interval.ts';
import type { Point } from './series.ts';
import { ratesOf, stepsOf } from './series.ts';
import { isSlowing } from './slowing.ts';

/**
 * What is not growth: flat, if nothing but the tolerance was added during the last three fifths of
 * the operations, and what was added and may have been overlooked is less than the rate that
 * matters. Half would not do: a buffer that doubles is flat from one doubling to the next.
 */
export function flatness(points: readonly Point[], options: GrowthOptions): Growth {
  const end = points.at(-1)!.operations;
  const since = grewByRecordSince(points, options.toleranceBytes) ? SINCE_RECORD : FLAT_SINCE;
  const window = points.slice(lastBefore(points, since * end));
  if (window.length < fewestFloors(options)) {
    return { kind: 'undecided', why: 'too-few-floors', upperBound: null };
  }
  const lowest = Math.min(...window.map((point) => point.bytes));
  const blip = loneStep(points, window[0]!, options.loneStepBytes);
  const last = endLevel(window, options.toleranceBytes);
  const risen = Math.max(0, last.bytes - lowest - blip);
  const unseen = Math.max(overlooked(window, options), hasGrown(points) ? options.unitBytes : 0);
  const upperBound = (risen + unseen) / (last.operations - window[0]!.operations);
  if (risen > options.toleranceBytes && !isMinor(window, upperBound, options)) {
    return {
      kind: 'undecided',
      why: isSlowing(points) ? 'slowing' : 'noisy',
      upperBound,
    };
  }
  if (risesAfterItsOnlyFall(window, options.toleranceBytes)) {
    return { kind: 'undecided', why: 'noisy', upperBound };
  }
  if (upperBound > options.detectBytesPerOperation && !isMinorByTime(window, upperBound, options)) {
    return { kind: 'undecided', why: 'too-few-operations', upperBound };
  }
  return { kind: 'flat', upperBound };
}

/**
 * Growth, but of less than half the rate that matters, in all of the window and in its last third:
 * a leak that began late is not to hide in the average.
 */
function isMinor(window: readonly Point[], upperBound: number, options: GrowthOptions): boolean {
  // Growth in nearly all batches may be an object in a thousand operations: time will tell.
  if (leastRate(window, options.confidence) > 0 && !options.final) return false;
  const most = options.detectBytesPerOperation / 2;
  const third = window.slice(Math.floor((window.length * 2) / 3));
  const [from, to] = [third[0]!, third.at(-1)!];
  const late = Math.max(...third.map((point) => point.bytes)) - from.bytes;
  return upperBound <= most && late / (to.operations - from.operations) <= most;
}

/** The least that a typical batch may have grown by, an operation. */
function leastRate(window: readonly Point[], confidence: number): number {
  const rates = ratesOf(window);
  return medianInterval(rates, confidence)?.low ?? Math.min(...rates);
}

/**
 * Where operations take long, a byte of each of them matters less, and can't be told within seconds
 * either. What counts then is what is added in a second, as long as many batches add nothing: an
 * object that each operation keeps shows in all of them.
 */
function isMinorByTime(
  window: readonly Point[],
  upperBound: number,
  { detectBytesPerSecond, confidence, final }: GrowthOptions,
): boolean {
  if (detectBytesPerSecond === null || leastRate(window, confidence) > 0) return false;
  const [from, to] = [window[0]!, window.at(-1)!];
  const seconds = (to.operatingMs - from.operatingMs) / 1000;
  const most = detectBytesPerSecond * (final ? AT_LAST_FACTOR : 1);
  return upperBound * (to.operations - from.operations) <= most * seconds;
}

/**
 * Of a sawtooth the tolerance is overlooked at the least: an HTTP server and its client under `fetch`,
 * whose timers are let go once a second, have operated for 5 s of a budget of 20 s on a busy machine.
 */
const AT_LAST_FACTOR = 4;

/**
 * One tooth of a sawtooth says nothing: what it leaves is known when the next has fallen, too.
 */
function risesAfterItsOnlyFall(window: readonly Point[], toleranceBytes: number): boolean {
  const plain = PLAIN_STEP_FACTOR * toleranceBytes;
  const steps = stepsOf(window);
  const largest = -Math.min(...steps);
  const teeth = steps.flatMap((step, i) => (-step > largest / 2 ? [i + 1] : []));
  if (largest <= plain || teeth.length !== 1) return false;
  const after = window.slice(teeth[0]!).map((point) => point.bytes);
  return Math.max(...after) - Math.min(...after) > plain;
}

/** Doubling at 0.4 N means doubling again at 0.8 N: no such buffer is flat all through. */
const FLAT_SINCE = 0.4;
/** The same of a buffer that is made four times as large. */
const SINCE_RECORD = 0.24;

/** Whether the largest step of all is one of those that only the longer window shows. */
function grewByRecordSince(points: readonly Point[], toleranceBytes: number): boolean {
  const end = points.at(-1)!.operations;
  const begun = points.slice(Math.floor(points.length * WARM_UP_SHARE));
  const largest = Math.max(0, ...stepsOf(begun));
  const between = points.slice(
    lastBefore(points, SINCE_RECORD * end),
    lastBefore(points, FLAT_SINCE * end) + 1,
  );
  return largest > PLAIN_STEP_FACTOR * toleranceBytes && stepsOf(between).includes(largest);
}

/** Steps that no runtime makes of its own. */
const PLAIN_STEP_FACTOR = 4;

function fewestFloors({ confidence, ranOut, final }: GrowthOptions): number {
  if (ranOut) return 0;
  // At the end of the budget: of operations that take a second there are ten.
  if (final) return FEWEST_FLOORS_AT_LAST;
  // One-sided, for only growth is asked for: so many floors that none is higher by chance.
  return Math.ceil(-Math.log2(1 - confidence));
}

const FEWEST_FLOORS_AT_LAST = 5;

/**
 * Where the memory stands at the end. Of a sawtooth that is the lowest floor of the last quarter;
 * of what never falls, of the last three floors: a late step is not to be overlooked.
 */
function endLevel(window: readonly Point[], toleranceBytes: number): Point {
  const falls = window.some(
    (point, i) => i > 0 && window[i - 1]!.bytes - point.bytes > toleranceBytes,
  );
  const count = falls ? Math.max(LAST_FLOORS, Math.ceil(window.length / 4)) : LAST_FLOORS;
  return window.slice(-count).reduce((low, point) => (point.bytes <= low.bytes ? point : low));
}

const LAST_FLOORS = 3;

/** A memory of a fixed size has no further unit to be taken: many modules never take one. */
const hasGrown = (points: readonly Point[]): boolean =>
  points.some(({ bytes }) => bytes > points[0]!.bytes);

/**
 * What may have been added without being seen: as much as the floors fall, for a fall hides what was
 * added meanwhile. Where they don't fall, a few operations are enough to bound a leak. Of a large
 * sawtooth the lowest floor stands above its foot by chance, less so the more teeth were seen: of m
 * floors anywhere on teeth of height h, the lowest is above h · (1 - α^(1/m)) with probability α.
 */
function overlooked(window: readonly Point[], options: GrowthOptions): number {
  const { toleranceBytes, ranOut } = options;
  const falls = stepsOf(window).map((step) => -step);
  const fall = Math.max(LEAST_OVERLOOKED_BYTES, ...falls);
  const height = Math.min(fall, largestClimb(window));
  if (height <= toleranceBytes || ranOut) return Math.min(fall, toleranceBytes);
  const teeth = EARLY_SHARE * falls.filter((bytes) => bytes >= TOOTH_SHARE * fall).length;
  return Math.max(toleranceBytes, height * (1 - LOW_FLOORS_CHANCE ** (1 / teeth)));
}

/** From any floor to a later one. */
function largestClimb(window: readonly Point[]): number {
  let lowest = Number.POSITIVE_INFINITY;
  return Math.max(
    ...window.map(({ bytes }) => {
      lowest = Math.min(lowest, bytes);
      return bytes - lowest;
    }),
  );
}

/** The lowest floors of the last quarter are compared with those before. */
const EARLY_SHARE = 3 / 4;
const TOOTH_SHARE = 1 / 4;
/** α: only a leak of hardly more than the rate that matters is overlooked so often. */
const LOW_FLOORS_CHANCE = 0.01;

/** Floors of a program that does nothing differ by a heap number or two. */
const LEAST_OVERLOOKED_BYTES = 64;

/**
 * One step up that stands alone: code or feedback that was made late. In one of a hundred batches
 * of clean programs there is one of 1 to 9 KB. Not alone is a step that has had another of a
 * quarter of its size: such are buffers that grow in steps. Returns its size, or 0.
 */
function loneStep(points: readonly Point[], from: Point, most: number): number {
  const begun = points.slice(Math.floor(points.length * WARM_UP_SHARE));
  const [largest = 0, second = 0] = stepsOf(begun).toSorted((a, b) => b - a);
  if (largest > most || second > largest / 4) return 0;
  const inWindow = stepsOf(points.filter((point) => point.operations >= from.operations));
  return inWindow.length >= FEWEST_STEPS_TO_STAND_ALONE && inWindow.includes(largest)
    ? Math.max(0, largest)
    : 0;
}

const WARM_UP_SHARE = 0.2;
const FEWEST_STEPS_TO_STAND_ALONE = 11;
