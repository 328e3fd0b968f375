import type { Entry, HeapGrowth, Mechanism, WasmHeap } from '../record/schema.ts';
import type { AllocationSite } from './allocation-sites.ts';
import { allocationSites } from './allocation-sites.ts';
import type { Growth } from './growth.ts';

/** What the second look at a leaking WASM memory shows. */
export interface WasmEvidence {
  readonly mechanism: Mechanism;
  readonly heap: WasmHeap;
  /** What holds the growth, the most first; the first decided. */
  readonly held: readonly HeapGrowth[];
  /** Growth of the whole heap that was told apart. */
  readonly bytes: number;
  readonly allocatedAt: readonly AllocationSite[];
}

/** Of several heaps, that which grew most. Null where none was looked into. */
export function wasmEvidence(entries: readonly Entry[]): WasmEvidence | null {
  const heaps = entries.filter((entry) => entry.type === 'wasm-heap');
  const [most] = heaps
    .map((heap) => ({ heap, held: growing(heap) }))
    .sort((a, b) => total(b.held) - total(a.held));
  if (most === undefined) return null;
  const { heap, held } = most;
  const [first] = held;
  const proven = first !== undefined && heap.operations >= FEWEST_OPERATIONS;
  return {
    mechanism: proven ? mechanismOf(first, held, heap) : 'unknown',
    heap,
    held,
    bytes: total(held),
    allocatedAt: first === undefined ? [] : allocationSites(first),
  };
}

/** Fewer show a cache that fills. */
const FEWEST_OPERATIONS = 128;

const total = (held: readonly HeapGrowth[]): number =>
  held.reduce((sum, { bytes }) => sum + bytes, 0);

/** What grows at a steady rate, and of what is lost, what has stayed so. */
function growing(heap: WasmHeap): HeapGrowth[] {
  const isGrowing = (group: HeapGrowth): boolean =>
    isSteady(group.byWindow) || grownOf(group) >= group.bytes / 2;
  const lost = heap.growth.filter(
    (group) => group.kind !== 'held' && heap.lostThenFreed <= MOST_FREED && isGrowing(group),
  );
  const all = heap.growth.filter(({ kind }) => kind === 'held');
  const held = all.filter(isGrowing);
  // A list that one root leads into at its middle is shared among two.
  const whole = held.length === 0 ? together(all) : null;
  const more = whole !== null && isGrowing(whole) ? [whole] : [];
  return [...lost, ...held, ...more].sort((a, b) => b.bytes - a.bytes);
}

/** A handle outside may have been dropped in time: a few of thousands. */
const MOST_FREED = 0.02;

function together(groups: readonly HeapGrowth[]): HeapGrowth | null {
  const [first] = groups;
  if (first === undefined) return null;
  return {
    ...first,
    bytes: sum(groups.map(({ bytes }) => bytes)),
    blocks: sum(groups.map(({ blocks }) => blocks)),
    byWindow: first.byWindow.map((_, i) => sum(groups.map(({ byWindow }) => byWindow[i] ?? 0))),
    buffers: groups.flatMap(({ buffers }) => buffers),
    sites: groups.flatMap(({ sites }) => sites),
  };
}

/**
 * What is bounded has its blocks in the latest parts of the operations, and a cache that has filled
 * in the first ones; a leak leaves some of each.
 */
function isSteady(byWindow: readonly number[]): boolean {
  const inner = byWindow.slice(1, 7);
  const early = sum(inner.slice(0, 3));
  const late = sum(inner.slice(3));
  const middle = [...inner].sort((a, b) => a - b)[inner.length >> 1]!;
  return (
    Math.min(...inner) >= LEAST_SHARE * middle &&
    middle > 0 &&
    Math.min(early, late) >= STEADY_SHARE * Math.max(early, late)
  );
}

/** Of the middle part: each must have some. A table that was made in one part stands out, and may. */
const LEAST_SHARE = 0.25;
const STEADY_SHARE = 0.25;

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
  const [most] = growing(heap);
  const rate = most === undefined ? 0 : most.bytes / (GROWTH_WINDOWS * window);
  if (most !== undefined && rate >= detectBytesPerOperation && isLargerBy(heap, rate)) {
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
  const added = Math.max(0, lateGrowth(heap.liveByWindow));
  const bound = Math.max(Math.min(least, added / LATE_WINDOWS), SMALLEST_BLOCK_BYTES) / window;
  return bound < detectBytesPerOperation ? { kind: 'flat', upperBound: bound } : null;
}

/** Whether the heap's lowest levels have risen as a leak raises them, and not by a tooth's phase. */
function isLargerBy({ liveByWindow: live, operations }: WasmHeap, rate: number): boolean {
  const risen = Math.min(...live.slice(-3)) - Math.min(...live.slice(0, 3));
  const falls = live.slice(1).map((bytes, i) => live[i]! - bytes);
  return risen >= Math.max(0, ...falls) && risen >= (RISEN_SHARE * rate * operations * 5) / 8;
}

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

const grownOf = ({ buffers }: HeapGrowth): number =>
  sum(buffers.map(({ grownBytes }) => grownBytes));

function mechanismOf(
  group: HeapGrowth,
  held: readonly HeapGrowth[],
  { allocator }: WasmHeap,
): Mechanism {
  if (group.kind === 'cycle') return 'cycle';
  if (group.kind === 'lost') return 'forget';
  const isScript = allocator === 'tlsf' || allocator === 'stub';
  // AssemblyScript's Map and Set keep entries in one buffer, and their chains' heads in another, to
  // which its collector may lead first.
  const buffers = isScript ? held.flatMap((one) => one.buffers) : group.buffers;
  const [buffer, ...others] = [...buffers].sort((a, b) => b.grownBytes - a.grownBytes);
  if (buffer === undefined) return 'leaky-cache';
  const matters = others.filter(({ grownBytes }) => grownBytes >= TABLE_SHARE * buffer.grownBytes);
  if (buffer.kind === 'table' || matters.some(({ kind }) => kind === 'table')) return 'leaky-cache';
  if (isScript && matters.length > 0) return 'leaky-cache';
  return buffer.kind === 'list' || grownOf(group) >= group.bytes / 2
    ? 'growing-vec'
    : 'leaky-cache';
}

/** Of the largest buffer: smaller ones are another matter. */
const TABLE_SHARE = 0.1;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
