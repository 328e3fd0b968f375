import type { Sample } from '../record/schema.ts';
import { growthInterval } from './growth-interval.ts';
import { levelsOf } from './levels.ts';
import type { Interval } from './median-interval.ts';
import { pointsOf, ratesOf } from './series.ts';

/**
 * Growth of the process that no memory of its workers explains: native memory, or pages that an
 * allocator keeps. Advice, never a verdict: too much moves RSS that is no leak. Null where there is
 * none to speak of.
 */
export function unexplainedGrowth(
  samples: readonly Sample[],
  threads: number,
  confidence: number,
  common = false,
): { readonly bytesPerOperation: Interval } | null {
  // RSS is that of the whole cell, in the sample of each worker.
  const unexplained = (batch: readonly Sample[]): number =>
    batch.reduce(
      (rest, sample) => rest - explained(sample),
      Math.max(...batch.map(({ rssBytes }) => rssBytes)),
    );
  const points = pointsOf(samples, threads, unexplained, common);
  if (points === null) return null;
  // The first half: the heap's own pages, code, stacks, caches of the allocator.
  const late = points.slice(Math.floor(points.length / 2));
  if (late.length < STRETCHES * 2) return null;
  const levels = levelsOf(late, STRETCHES);
  if (ratesOf(levels).some((rate) => rate <= 0)) return null;
  if (levels.at(-1)!.bytes - levels[0]!.bytes < LEAST_GROWTH_BYTES) return null;
  return { bytesPerOperation: growthInterval(late, { confidence, exact: false }) };
}

const STRETCHES = 5;
/** RSS of clean programs moves by 1 to 3 MiB within a second. */
const LEAST_GROWTH_BYTES = 8 * 2 ** 20;

const explained = (sample: Sample): number =>
  sample.heapTotalBytes +
  sample.externalBytes +
  sample.arrayBuffersBytes +
  (sample.wasmPagesBytes ?? 0);
