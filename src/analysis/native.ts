import type { Sample } from '../record/schema.ts';
import { growthInterval } from './growth-interval.ts';
import { levelsOf } from './levels.ts';
import type { Interval } from './median-interval.ts';
import { byProcess } from './processes.ts';
import type { Point } from './series.ts';
import { pointsOf, ratesOf } from './series.ts';

export interface UnexplainedGrowth {
  readonly bytesPerOperation: Interval;
  /** Each process that grows so, by its id; empty where there is but one. */
  readonly processes: readonly { readonly pid: number; readonly bytesPerOperation: Interval }[];
}

/**
 * Growth of processes that no memory of their threads explains: native memory, or pages that an
 * allocator keeps. Advice, never a verdict: too much moves RSS that is no leak. Null where there is
 * none to speak of.
 */
export function unexplainedGrowth(
  samples: readonly Sample[],
  options: {
    readonly threads: number;
    readonly common: boolean;
    readonly confidence: number;
    readonly processOf: (thread: number) => number;
  },
): UnexplainedGrowth | null {
  const { threads, common, confidence, processOf } = options;
  const growthOf = (some: readonly Sample[], count: number): Interval | null => {
    const unexplained = (batch: readonly Sample[]): number =>
      [...byProcess(batch, processOf).values()].reduce((sum, own) => sum + unexplainedIn(own), 0);
    const points = pointsOf(some, count, unexplained, common);
    return points === null ? null : growthIn(points, confidence);
  };
  const all = byProcess(samples, processOf);
  const each = [...all].flatMap(([pid, own]) => {
    const bytesPerOperation = growthOf(own, new Set(own.map(({ thread }) => thread)).size);
    return bytesPerOperation === null ? [] : [{ pid, bytesPerOperation }];
  });
  const bytesPerOperation = growthOf(samples, threads) ?? each[0]?.bytesPerOperation ?? null;
  if (bytesPerOperation === null) return null;
  return { bytesPerOperation, processes: all.size > 1 ? each : [] };
}

/** RSS is that of the whole process, in the sample of each of its threads. */
const unexplainedIn = (batch: readonly Sample[]): number =>
  batch.reduce(
    (rest, sample) => rest - explained(sample),
    Math.max(...batch.map(({ rssBytes }) => rssBytes)),
  );

function growthIn(points: readonly Point[], confidence: number): Interval | null {
  // The first half: the heap's own pages, code, stacks, caches of the allocator.
  const late = points.slice(Math.floor(points.length / 2));
  if (late.length < STRETCHES * 2) return null;
  const levels = levelsOf(late, STRETCHES);
  if (ratesOf(levels).some((rate) => rate <= 0)) return null;
  if (levels.at(-1)!.bytes - levels[0]!.bytes < LEAST_GROWTH_BYTES) return null;
  return growthInterval(late, { confidence, exact: false });
}

const STRETCHES = 5;
/** RSS of clean programs moves by 1 to 3 MiB within a second. */
const LEAST_GROWTH_BYTES = 8 * 2 ** 20;

const explained = (sample: Sample): number =>
  sample.heapTotalBytes +
  sample.externalBytes +
  sample.arrayBuffersBytes +
  (sample.wasmPagesBytes ?? 0);
