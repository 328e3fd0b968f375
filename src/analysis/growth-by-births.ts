import type { Entry, HeapGrowth, WasmHeap } from '../record/schema.ts';
import type { Growth } from './growth.ts';
import { grownOf, steadyGrowth } from './steady-growth.ts';

/**
 * What the blocks' births and the heap's size say of growth where floors are too few to: a leak leaves
 * blocks of each part of the operations, and the heap is larger by them. Null where neither that nor
 * the contrary is certain.
 */
export function growthByBirths(
  entries: readonly Entry[],
  detectBytesPerOperation: number,
): Growth | null {
  const heaps = entries.filter((entry) => entry.type === 'wasm-heap');
  const [heap] = heaps;
  if (heap === undefined || heaps.length > 1 || heap.operations < FEWEST_OPERATIONS) return null;
  const window = heap.operations / heap.byWindow.length;
  const [most] = steadyGrowth(heap);
  const rate = most === undefined ? 0 : most.bytes / (GROWTH_WINDOWS * window);
  if (most !== undefined && rate >= detectBytesPerOperation && isProven(most, heap, rate)) {
    const rates = most.byWindow.slice(1, 7).map((bytes) => bytes / window);
    const isBuffer = grownOf(most) >= most.bytes / 2;
    return {
      kind: 'growing',
      bytesPerOperation: isBuffer
        ? { estimate: rate, low: rate / 2, high: 2 * rate }
        : { estimate: rate, low: Math.min(rate, ...rates), high: Math.max(rate, ...rates) },
      confidence: CONFIDENCE_OF_SIX,
      shape: isBuffer ? 'staircase' : 'linear',
      from: { operations: window, bytes: 0, operatingMs: 0 },
      rule: 'births',
    };
  }
  // What leaks steadily leaves as much in each part, and adds as much from each to the next; less than a
  // block a part could not be seen.
  const least = Math.min(...heap.byWindow.slice(1, 7));
  const added = Math.max(0, lateGrowth(heap.liveByWindow)) + largestFall(heap.liveByWindow);
  const bound = Math.max(Math.min(least, added / LATE_WINDOWS), SMALLEST_BLOCK_BYTES) / window;
  return bound < detectBytesPerOperation ? { kind: 'flat', upperBound: bound } : null;
}

/** Fewer show a cache that fills. */
export const FEWEST_OPERATIONS = 128;

/**
 * What is lost without a collector is never given back: that it is there is enough. What is held may be
 * evicted at random, and what is garbage be collected: then the heap must be larger by it.
 */
function isProven(group: HeapGrowth, heap: WasmHeap, rate: number): boolean {
  return (group.kind !== 'held' && heap.allocator === 'dlmalloc') || isLargerBy(heap, rate);
}

/** Whether the heap's lowest levels have risen as a leak raises them, and not by a tooth's phase. */
function isLargerBy({ liveByWindow: live, operations }: WasmHeap, rate: number): boolean {
  const risen = Math.min(...live.slice(-3)) - Math.min(...live.slice(0, 3));
  return risen >= largestFall(live) && risen >= (RISEN_SHARE * rate * operations * 5) / 8;
}

const largestFall = (live: readonly number[]): number =>
  Math.max(0, ...live.slice(1).map((bytes, i) => live[i]! - bytes));

const RISEN_SHARE = 0.4;

/** From the middle to the end, by the lowest of two neighbouring levels. */
function lateGrowth(live: readonly number[]): number {
  return Math.min(...live.slice(-2)) - Math.min(...live.slice(3, 5));
}

const LATE_WINDOWS = 3;
/** `isGrowth` of the census. */
const GROWTH_WINDOWS = 5;
/** Six rates lie on both sides of their median: 1 - 2 / 2^6. */
const CONFIDENCE_OF_SIX = 0.969;
const SMALLEST_BLOCK_BYTES = 16;
