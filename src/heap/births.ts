import type { Blocks } from './marker.ts';

/** Birth windows: equal numbers of operations, the first of them the warm-up. */
export const WINDOWS = 8;

/**
 * When each block was made: the number of its window. `sequences` holds by address / 8 the number of the
 * allocation, counted from 1; `ends` the last number of each window. What was made before anything
 * was counted belongs to the first window.
 */
export function birthWindows(
  { count, starts }: Blocks,
  sequences: Uint32Array,
  ends: readonly number[],
): Uint8Array {
  const windows = new Uint8Array(count);
  for (let block = 0; block < count; block++) {
    const sequence = sequences[starts[block]! >>> 3] ?? 0;
    let window = 0;
    while (window < ends.length - 1 && sequence > ends[window]!) window++;
    windows[block] = window;
  }
  return windows;
}

/**
 * Windows that tell growth: after the warm-up, and before what may be a bounded cache's latest entries
 * or a temporary.
 */
export const isGrowth = (window: number): boolean => window >= 1 && window <= 5;
