import { median } from '../analysis/median-interval.ts';

/** A round of requests that is done. */
export interface RoundDone {
  readonly requests: number;
  readonly loadMs: number;
}

/** While it is found out how fast the server answers, a round is at most so many times the one before. */
const RAMP = 8;
/** Short, so that how fast it answers is soon known. */
const WARM_UP_ROUND_MS = 250;

/**
 * Requests of the next round of the warm-up, in which connections are opened, code is loaded and caches
 * fill; null where it has lasted long enough.
 */
export function planWarmUp(history: readonly RoundDone[], warmUpMs: number): number | null {
  const spentMs = history.reduce((sum, { loadMs }) => sum + loadMs, 0);
  const last = history.at(-1);
  if (last === undefined) return 1;
  if (spentMs >= warmUpMs) return null;
  return atLeastOne(last.requests * Math.min(RAMP, WARM_UP_ROUND_MS / last.loadMs));
}

/**
 * How long the load lasts between two floors. Settling takes 50 to 200 ms of a small server: shorter,
 * and most of the time is lost to it; longer, and the 17 floors that most verdicts take are not there
 * within 20 s.
 */
const ROUND_MS = 300;
/**
 * Of a load that goes on for long, a share of it: otherwise floors become more and more, and each
 * look at them takes longer.
 */
const ROUND_SHARE = 1 / 48;
/** A total that was asked for is done in so many rounds: what they show can be certain. */
const ROUNDS_OF_TOTAL = 32;

/**
 * Before so many requests are measured, a verdict ends the load only when its time is over: a cache of
 * 10,000 entries, that all requests differ in, has been full for three quarters of them.
 */
export const ENOUGH_REQUESTS = 40_000;

/** How long it is at least from one look at the memories to the next, while requests are sent. */
export function glanceEveryMs(elapsedMs: number): number {
  return Math.max(GLANCE_MS, elapsedMs / GLANCES);
}

const GLANCE_MS = 100;

/** So many, and some more for each doubling of the time. */
const GLANCES = 400;

/**
 * Requests of a round. All have equally many, as long as the server does not get faster: on a busy
 * machine, or while its code is still being loaded, it is slow at first.
 */
export function roundSize(history: readonly RoundDone[], total: number | null): number {
  if (total !== null) return atLeastOne(total / ROUNDS_OF_TOTAL);
  const loadMs = history.reduce((sum, round) => sum + round.loadMs, 0);
  const rates = history.map((round) => round.requests / round.loadMs);
  const typical = rates.map((_, i) => median(rates.slice(Math.max(0, i - 2), i + 1)));
  return atLeastOne(Math.max(ROUND_MS, ROUND_SHARE * loadMs) * Math.max(...typical));
}

/**
 * Rounds that are equal to the request alias with servers that are periodic themselves (a ring that is
 * full, a cache that is cleared), so lengths vary by a quarter.
 */
const JITTER = 0.25;
/**
 * A strong leak must not reach the limit before there are floors enough to judge it, some 17: what a round
 * may add, and in a share of the room that is left below the nearest limit.
 */
const MOST_GROWN_BYTES = 8 * 2 ** 20;
const MOST_GROWN_SHARE = 1 / 20;

/** Requests of the next round; null where all that were asked for are done. Pure: randomness is passed in. */
export function planRound(options: {
  /** As `roundSize` has it. */
  readonly size: number;
  /** Of those asked for; null where time alone is the measure. */
  readonly left: number | null;
  readonly grownBytesPerRequest: number;
  /** Of the isolate that is nearest to the limit of its heap. */
  readonly roomBytes: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}): number | null {
  const { size, left, grownBytesPerRequest, roomBytes, random } = options;
  if (left !== null && left <= 0) return null;
  const varied = size * (1 + JITTER * (2 * random() - 1));
  const mostBytes = Math.min(MOST_GROWN_BYTES, roomBytes * MOST_GROWN_SHARE);
  const most = mostBytes / Math.max(grownBytesPerRequest, Number.MIN_VALUE);
  return atLeastOne(Math.min(varied, most, left ?? Number.POSITIVE_INFINITY));
}

/**
 * What a request may add, as far as the warm-up tells: with its garbage, so that it counts only where the
 * warm-up came near to a limit, or where a round could. Before there are floors, nothing else is known.
 */
export function growthAtFirst(
  warmUp: { readonly grownBytesPerRequest: number; readonly isCutShort: boolean },
  size: number,
  roomBytes: number,
): number {
  const { grownBytesPerRequest, isCutShort } = warmUp;
  const isNear = grownBytesPerRequest * size > NEAR_SHARE * roomBytes;
  return isCutShort || isNear ? grownBytesPerRequest : 0;
}

const NEAR_SHARE = 1 / 2;

const atLeastOne = (requests: number): number => Math.max(1, Math.round(requests));
