import { assessGrowth } from '../analysis/assess-growth.ts';
import type { Growing } from '../analysis/growth.ts';
import type { Interval } from '../analysis/median-interval.ts';
import { median } from '../analysis/median-interval.ts';
import type { Point } from '../analysis/series.ts';
import { ratesOf, stepsOf } from '../analysis/series.ts';
import { growsAtEqualLoad } from './equal-load.ts';
import type { Low } from './history.ts';
import { FEWEST_LOWS } from './memory-watch.ts';

/** Growth that is most probably a leak. */
export interface Suspicion {
  readonly per: 'request' | 'hour';
  readonly bytes: Interval;
  readonly confidence: number;
  readonly from: Low;
  readonly to: Low;
}

export interface Look {
  readonly confidence: number;
  /** Nothing is suspected before so much time was watched: a cache may be filling. */
  readonly afterMs: number;
  /** Where the memory ends; null where that is not known. */
  readonly limitBytes: number | null;
}

/**
 * What the lows of one memory make suspect; null where that is nothing. The estimator of the measured
 * runs judges them, by the request where there are some, or else by time: all of them, or else the later
 * half alone, for a cache that was filled before would hide a leak. Pure.
 */
export function suspect(lows: readonly Low[], look: Look): Suspicion | null {
  const half = lows.length >> 1;
  return (
    suspectIn(lows, look) ?? (isHighest(lows, half) ? suspectIn(lows.slice(half), look) : null)
  );
}

/** Whether the memory is larger at last than it ever was before: the second tooth of a sawtooth is not. */
function isHighest(lows: readonly Low[], from: number): boolean {
  if (from === 0) return false;
  const before = Math.max(...lows.slice(0, from).map(({ bytes }) => bytes));
  return Math.min(...lows.slice(-LAST_LOWS).map(({ bytes }) => bytes)) > before;
}

const LAST_LOWS = 3;

function suspectIn(lows: readonly Low[], look: Look): Suspicion | null {
  const [first, last] = [lows[0], lows.at(-1)];
  if (first === undefined || last === undefined) return null;
  const isFull =
    look.limitBytes !== null && last.bytes - first.bytes >= FULL_SHARE * look.limitBytes;
  if (last.elapsedMs - first.elapsedMs < look.afterMs && !isFull) return null;
  const grown = byRequests(lows, look) ?? byTime(lows, look);
  return grown !== null && growsAtEqualLoad(lows, grown.added) ? grown.suspicion : null;
}

/** A cache that takes so much of the room is no better than a leak. */
const FULL_SHARE = 0.6;

interface Grown {
  readonly suspicion: Suspicion;
  /** What the rate makes of all that was watched. */
  readonly added: number;
}

function byRequests(lows: readonly Low[], look: Look): Grown | null {
  if (lows.at(-1)!.requests - lows[0]!.requests < FEWEST_REQUESTS) return null;
  const points = pointsOf(lows, ({ requests }) => requests);
  return grownOf(lows, points, look, { per: 'request', operations: 1 });
}

/** Fewer come from whoever asks whether the server is alive. */
const FEWEST_REQUESTS = 1000;

function byTime(lows: readonly Low[], look: Look): Grown | null {
  const points = pointsOf(lows, ({ elapsedMs }) => elapsedMs);
  return grownOf(lows, points, look, { per: 'hour', operations: MS_AN_HOUR });
}

const MS_AN_HOUR = 3_600_000;

/** Operations strictly increase: of lows between which there were none, the lowest counts. */
function pointsOf(lows: readonly Low[], operationsOf: (low: Low) => number): Point[] {
  const points: Point[] = [];
  for (const low of lows) {
    const point = {
      operations: operationsOf(low) - operationsOf(lows[0]!),
      bytes: low.bytes,
      operatingMs: low.elapsedMs,
    };
    const last = points.at(-1);
    if (last === undefined || last.operations < point.operations) points.push(point);
    else if (point.bytes < last.bytes)
      points[points.length - 1] = { ...point, operations: last.operations };
  }
  return points;
}

function grownOf(
  lows: readonly Low[],
  points: readonly Point[],
  { confidence }: Look,
  unit: { readonly per: Suspicion['per']; readonly operations: number },
): Grown | null {
  if (points.length < FEWEST_LOWS) return null;
  const operations = points.at(-1)!.operations;
  const toleranceBytes = Math.max(LEAST_TOLERANCE_BYTES, NOISE_FACTOR * noiseOf(points));
  const growth = assessGrowth(points, {
    confidence,
    toleranceBytes,
    loneStepBytes: LONE_STEP_FACTOR * toleranceBytes,
    unitBytes: 0,
    // What has not added up to much more than noise is none of anybody's business as yet.
    detectBytesPerOperation: (GROWN_FACTOR * toleranceBytes) / operations,
    detectBytesPerSecond: null,
    exact: false,
    ranOut: false,
    // How long to wait was decided before.
    final: true,
  });
  if (growth.kind !== 'growing' || growth.bytesPerOperation.low <= 0) return null;
  const added = growth.bytesPerOperation.estimate * operations;
  if (added < GROWN_FACTOR * toleranceBytes) return null;
  return { suspicion: suspicionOf(growth, lows, unit), added };
}

/** V8 moves its code, and the tables that it keeps for itself, by less than that. */
const LEAST_TOLERANCE_BYTES = 2 ** 18;
const NOISE_FACTOR = 3;
const LONE_STEP_FACTOR = 2;
const GROWN_FACTOR = 8;

function suspicionOf(
  { bytesPerOperation: { estimate, low, high }, confidence }: Growing,
  lows: readonly Low[],
  { per, operations }: { readonly per: Suspicion['per']; readonly operations: number },
): Suspicion {
  return {
    per,
    bytes: { estimate: estimate * operations, low: low * operations, high: high * operations },
    confidence,
    from: lows[0]!,
    to: lows.at(-1)!,
  };
}

/** By how much a step differs from what the typical rate makes of it: half of them by less. */
function noiseOf(points: readonly Point[]): number {
  const typical = median(ratesOf(points));
  return median(
    stepsOf(points).map((step, i) =>
      Math.abs(step - typical * (points[i + 1]!.operations - points[i]!.operations)),
    ),
  );
}
