import type { HeapGrowth, WasmHeap } from '../../src/record/schema.ts';

const WINDOWS = 8;

/** The same number in each part of the operations, but in those that are given. */
export const windows = (each: number, but: Readonly<Record<number, number>> = {}): number[] =>
  Array.from({ length: WINDOWS }, (_, i) => but[i] ?? each);

/** Levels of a heap that rises by so much in each part. */
export const rising = (each: number): number[] => windows(0).map((_, i) => each * (i + 1));

/** Blocks that something holds, of which each part of the operations left 2048 bytes. */
export const growthGroup = (over: Partial<HeapGrowth> = {}): HeapGrowth => ({
  kind: 'held',
  bytes: 5 * 2048,
  blocks: 5 * 128,
  byWindow: windows(2048),
  buffers: [],
  blockBytes: 16,
  holder: null,
  sites: [],
  ...over,
});

type Buffer = HeapGrowth['buffers'][number];

export const buffer = (kind: Buffer['kind'], grownBytes: number): Buffer => ({
  kind,
  size: 2 * grownBytes,
  grownBytes,
});

/** A heap that is looked into after 1024 operations, and grows by its groups. */
export function wasmHeap(
  growth: readonly HeapGrowth[] = [],
  over: Partial<WasmHeap> = {},
): WasmHeap {
  const nothing = { bytes: 0, blocks: 0 };
  return {
    type: 'wasm-heap',
    elapsedMs: 0,
    thread: 0,
    operations: 1024,
    module: 'app.wasm',
    allocator: 'dlmalloc',
    pagesBytes: 1 << 20,
    live: nothing,
    byWindow: windows(growth.length === 0 ? 0 : 2048),
    liveByWindow: growth.length === 0 ? windows(0) : rising(2048),
    definitelyLost: nothing,
    indirectlyLost: nothing,
    stillReachable: nothing,
    heldOutside: nothing,
    freeBytes: 0,
    largestFreeBytes: 0,
    packed: false,
    lostThenFreed: 0,
    growth: [...growth],
    ...over,
  };
}
