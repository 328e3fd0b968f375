import type { Blocks } from './marker.ts';

/** Birth windows: equal numbers of operations, the first of them the warm-up. */
export const WINDOWS = 8;

/** The number of the allocation that made a block; 0 where it was not counted. */
export type SequenceOf = (block: number) => number;

/**
 * When each block was made: the number of its window, of which `ends` are the last allocations. Where
 * the number of a block is not known, the earlier rests tell between which two it came to be.
 */
export function birthWindows(
  blocks: Blocks,
  sequenceOf: SequenceOf,
  ends: readonly number[],
  earlier: readonly Pick<Blocks, 'starts' | 'sizes'>[],
): Uint8Array {
  const windows = new Uint8Array(blocks.count);
  const uncounted: number[] = [];
  for (let block = 0; block < blocks.count; block++) {
    const sequence = sequenceOf(block);
    if (sequence === 0) uncounted.push(block);
    let window = 0;
    while (window < ends.length - 1 && sequence > ends[window]!) window++;
    windows[block] = window;
  }
  if (earlier.length > 0) {
    uncounted.forEach((block, i) => {
      const between = BETWEEN_RESTS[restsBefore(blocks, block, earlier)]!;
      windows[block] = between[i % between.length]!;
    });
  }
  return windows;
}

/** Rests are at a quarter and at half of the windows: those in between share what came to be there. */
const BETWEEN_RESTS: readonly (readonly number[])[] = [
  [0, 1],
  [2, 3],
  [4, 5, 6, 7],
];

/** How many rests there were before a block was there. */
function restsBefore(
  { starts, sizes }: Blocks,
  block: number,
  earlier: readonly Pick<Blocks, 'starts' | 'sizes'>[],
): number {
  const first = earlier.findIndex((rest) => {
    const at = indexOf(rest.starts, starts[block]!);
    return at !== -1 && rest.sizes[at] === sizes[block];
  });
  return first === -1 ? Math.min(earlier.length, BETWEEN_RESTS.length - 1) : first;
}

function indexOf(sorted: Uint32Array, value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! === value) return middle;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/**
 * Windows that tell growth: after the warm-up, and before what may be a bounded cache's latest entries
 * or a temporary.
 */
export const isGrowth = (window: number): boolean => window >= 1 && window <= 5;
