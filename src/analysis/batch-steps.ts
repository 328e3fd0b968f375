import type { Point } from './series.ts';

/**
 * Whether memory grew with the length of the batches, not with their number. Tables that hold what
 * a batch leaves to be collected (those of weak maps, say) double after a batch that was longer
 * than any before it, and keep that room. A buffer that fills does not know of batches.
 */
export function growsWithBatches(points: readonly Point[]): boolean {
  let longest = 0;
  const steps = points.slice(1).map((point, i) => {
    const operations = point.operations - points[i]!.operations;
    const isRecord = operations > longest;
    longest = Math.max(longest, operations);
    return { isRecord, bytes: point.bytes - points[i]!.bytes };
  });
  const risen = points.at(-1)!.bytes - points[0]!.bytes;
  const largest = steps.toSorted((a, b) => b.bytes - a.bytes).slice(0, LARGEST_STEPS);
  const share = largest.reduce((sum, { bytes }) => sum + bytes, 0) / risen;
  return share > MOST_OF_THE_GROWTH && largest.every(({ isRecord }) => isRecord);
}

/** That three of three fall on a longest batch by chance comes about in one run of hundreds. */
const LARGEST_STEPS = 3;
const MOST_OF_THE_GROWTH = 0.8;
