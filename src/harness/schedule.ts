import { ENOUGH_MS, ENOUGH_OPERATIONS } from '../analysis/assess-growth.ts';

/** What the worker is to do next. */
export interface BatchPlan {
  readonly operations: number;
  /** Whether a floor is taken after it. */
  readonly settle: boolean;
}

/** What came of a plan. */
export interface BatchDone extends BatchPlan {
  readonly batchMs: number;
  /**
   * Growth of the fastest-growing memory since the first floor; with what is not yet collected,
   * where there was no floor after the batch.
   */
  readonly grownBytesPerOperation: number;
  /** What WASM memories have free after it: this and earlier batches needed no more. */
  readonly retainedBytes: number;
}

export interface ScheduleOptions {
  readonly limitBytes: number;
  /** The most operations that a worker is to do; null where time alone is the measure. */
  readonly iterations: number | null;
  /** Whether the verdict is certain, and the subject is now to be run into its limit. */
  readonly hurry: boolean;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Shorter, and settling (two full collections or more) would take nearly all of the time. */
const SHORTEST_BATCH_MS = 10;
/**
 * A strong leak needs no more, and every megabyte of it makes each collection after it longer:
 * batches may be so short if they grow by so much.
 */
const SHORTEST_BATCH_OF_GROWTH_MS = 3;
const PLAIN_GROWTH_BYTES = 256 * 1024;
/** Longer, and the first look, some thirteen batches, is late. */
const LONGEST_FIRST_BATCH_MS = 75;
/** How many batches are to make up what the judge must have seen before it says anything. */
const BATCHES_FOR_ENOUGH = 13;
/**
 * The longer a subject has run without a verdict, the longer its batches: what is still open then
 * (slow growth, a long sawtooth, few operations) asks for operations, not for floors.
 */
const BATCH_SHARE_OF_RUN = 1 / 48;
const HURRIED_BATCH_MS = 40;

/**
 * A fixed length aliases with subjects that are periodic themselves (a ring that is full, a cache
 * that is cleared), so lengths vary by a quarter.
 */
const JITTER = 0.25;

/**
 * While the length of an operation is being found out, a batch is at most this much longer than the
 * one before, and there is no floor. It ends early: a buffer that doubles shows itself over three
 * doublings of the operations, counted from the first floor.
 */
const RAMP = 6;
const RAMP_UNTIL_MS = 2;
const MOST_OPERATIONS = 2 ** 30;

/**
 * A strong leak is given the shortest batches: collecting what it has left takes longer and longer
 * (80 ms at 50 MB, 260 ms at 200 MB), and it must not reach the limit before there are floors enough
 * to judge it, some 13. In shares of the limit: growth that makes a batch short, and growth that
 * makes it even shorter than 10 ms.
 */
const STRONG_GROWTH = 1 / 64;
const MOST_GROWTH = 1 / 48;
const MOST_GROWTH_IN_A_HURRY = 1 / 8;
/**
 * Handles into WASM memory that are left to finalizers wait for the end of the batch, and their memory
 * keeps the pages. What a longer batch would need by that, in a share of the limit.
 */
const MOST_RETAINED = 1 / 4;

/**
 * The next batch. First, a floor without any operation; then, batches without a floor find out how
 * long an operation takes; then each is made to last 10 ms at least (and one operation). Pure:
 * randomness is passed in. Null where all operations that were asked for are done.
 */
export function planBatch(
  history: readonly BatchDone[],
  options: ScheduleOptions,
): BatchPlan | null {
  // The floor before any operation: how fast memory grows is known from the next one on.
  if (history.length === 0) return { operations: 0, settle: true };
  const { iterations } = options;
  if (iterations === null) return planByTime(history, options);
  const left = iterations - history.reduce((sum, { operations }) => sum + operations, 0);
  if (left <= 0) return null;
  const plan = planByTime(history, options);
  const most = Math.max(1, Math.min(left, Math.ceil(iterations / BATCHES_OF_ITERATIONS)));
  // Without a floor after the last of them they would have been done for nothing.
  return plan.operations < most
    ? plan
    : { operations: most, settle: most === left || plan.settle || plan.operations > most };
}

/** So many floors that what they show can be certain. */
const BATCHES_OF_ITERATIONS = 32;

function planByTime(history: readonly BatchDone[], options: ScheduleOptions): BatchPlan {
  const last = history.at(-1)!;
  if (history.length === 1) return { operations: 1, settle: false };
  const msAnOperation = typicalMs(history);
  const grown = Math.max(last.grownBytesPerOperation, Number.MIN_VALUE);
  const operationsIn = (ms: number): number => ms / msAnOperation;
  const operationsFor = (share: number): number => (options.limitBytes * share) / grown;
  const longest = Math.max(...history.map(({ operations }) => operations));
  const mostRetained =
    longest * Math.max(1, (options.limitBytes * MOST_RETAINED) / Math.max(1, last.retainedBytes));
  const plainMs = (PLAIN_GROWTH_BYTES * msAnOperation) / grown;
  const shortestMs = Math.max(SHORTEST_BATCH_OF_GROWTH_MS, Math.min(SHORTEST_BATCH_MS, plainMs));
  const longer = last.operations * RAMP;
  if (
    !last.settle &&
    last.batchMs < RAMP_UNTIL_MS &&
    longer <= Math.min(MOST_OPERATIONS, operationsFor(MOST_GROWTH))
  ) {
    return { operations: longer, settle: false };
  }
  const wanted = !last.settle
    ? Math.min(operationsIn(shortestMs), operationsFor(MOST_GROWTH))
    : options.hurry
      ? Math.min(operationsIn(HURRIED_BATCH_MS), operationsFor(MOST_GROWTH_IN_A_HURRY))
      : Math.min(
          operationsIn(
            Math.max(
              firstBatchMs(msAnOperation, shortestMs),
              BATCH_SHARE_OF_RUN * operatingMs(history),
            ),
          ),
          Math.max(operationsIn(shortestMs), operationsFor(STRONG_GROWTH)),
          operationsFor(MOST_GROWTH),
          mostRetained,
        );
  const jitter = 1 + JITTER * (2 * options.random() - 1);
  const operations = Math.round(Math.min(wanted * jitter, MOST_OPERATIONS));
  return { operations: Math.max(1, operations), settle: true };
}

/** Fast operations need short batches to be enough in number, slow ones longer ones. */
function firstBatchMs(msAnOperation: number, shortestMs: number): number {
  const enoughMs = Math.min(ENOUGH_MS, ENOUGH_OPERATIONS * msAnOperation);
  return Math.min(LONGEST_FIRST_BATCH_MS, Math.max(shortestMs, enoughMs / BATCHES_FOR_ENOUGH));
}

const operatingMs = (history: readonly BatchDone[]): number =>
  history.reduce((sum, batch) => sum + batch.batchMs, 0);

/** The median of three batches: one that met a long collection or a busy machine is no measure. */
function typicalMs(history: readonly BatchDone[]): number {
  const settled = history.filter((batch) => batch.settle && batch.operations > 0).slice(-3);
  const recent = settled.length === 0 ? history.slice(-1) : settled;
  const each = recent.map((batch) => Math.max(batch.batchMs, 0.001) / batch.operations);
  return each.sort((a, b) => a - b)[each.length >> 1]!;
}

/** A small seeded generator (mulberry32, by T. Ettinger): the same seed, the same batches. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
