import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import type { HeapWalker } from '../../src/wasm/heap-walk.ts';
import { createHeapWalker } from '../../src/wasm/heap-walk.ts';

export const PAGE = 65_536;

const walk = new WebAssembly.Module(
  readFileSync(join(packageRoot(), 'src', 'wasm', 'walk.wasm')) as Uint8Array<ArrayBuffer>,
);

export const walkerOn = (memory: WebAssembly.Memory, anchors: readonly number[] = []): HeapWalker =>
  createHeapWalker(walk, memory, anchors);

/** Words of a memory by their addresses. */
export function wordsOf(memory: WebAssembly.Memory): {
  set(at: number, ...values: number[]): void;
  get(at: number): number;
} {
  return {
    set(at, ...values) {
      new Uint32Array(memory.buffer).set(
        values.map((value) => value >>> 0),
        at / 4,
      );
    },
    get: (at) => new Uint32Array(memory.buffer)[at / 4]!,
  };
}

/** A chunk of dlmalloc with its header: what is live, or free where the size is negative. */
type Chunks = readonly number[];

export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly chunks: Chunks;
}

/**
 * Lays out a heap as dlmalloc does: the rest of the last segment is its top, that of an earlier one is
 * free up to the segment's own record. `state` is where the newest segment is recorded.
 */
export function writeDlmalloc(
  memory: WebAssembly.Memory,
  {
    segments,
    state = 1024,
    alignment = 8,
  }: { segments: readonly Segment[]; state?: number; alignment?: 8 | 16 },
): void {
  const words = wordsOf(memory);
  const foot = alignment === 8 ? 40 : 56;
  const recordBytes = alignment === 8 ? 24 : 32;
  let before = 0;
  segments.forEach(({ from, to, chunks }, i) => {
    const isNewest = i === segments.length - 1;
    let chunk = firstChunk(from, alignment);
    let beforeInUse = 1;
    const put = (size: number, inUse: boolean): void => {
      words.set(chunk + 4, size | beforeInUse | (inUse ? 2 : 0));
      beforeInUse = inUse ? 1 : 0;
      chunk += size;
      if (!inUse) words.set(chunk, size);
    };
    for (const size of chunks) put(Math.abs(size), size > 0);
    if (isNewest) {
      put(to - foot - chunk, false);
      words.set(chunk + 4, foot);
      words.set(state, from, to - from, before, 0);
      return;
    }
    const record = to - (alignment === 8 ? 40 : 56);
    if (record > chunk) put(record - chunk, false);
    put(recordBytes, true);
    words.set(record + 8, from, to - from, before, 0);
    before = record + 8;
    for (let at = chunk + 4; at < to; at += 4) words.set(at, 7);
  });
}

/** Chunks are aligned so that what is allocated, 8 bytes behind, is. */
export const firstChunk = (from: number, alignment: 8 | 16): number =>
  alignment === 8 ? Math.ceil(from / 8) * 8 : Math.ceil((from + 8) / 16) * 16 - 8;

/** Live blocks and usable bytes of chunks. */
export function held(...all: readonly Chunks[]): { liveBlocks: number; liveBytes: number } {
  const live = all.flat().filter((size) => size > 0);
  return {
    liveBlocks: live.length,
    liveBytes: live.reduce((sum, size) => sum + size - 4, 0),
  };
}

/** Lays out pools of AssemblyScript's allocator behind a root: payload sizes, 12 above a multiple of 16. */
export function writeTlsf(
  memory: WebAssembly.Memory,
  root: number,
  pools: readonly { readonly to: number; readonly blocks: Chunks }[],
): void {
  const words = wordsOf(memory);
  let from = root + 1580;
  for (const { to, blocks } of pools) {
    let block = from;
    let beforeFree = 0;
    const put = (size: number, free: boolean): void => {
      words.set(block, size | (free ? 1 : 0) | beforeFree);
      beforeFree = free ? 2 : 0;
      if (free) words.set(block + size, block);
      block += 4 + size;
    };
    for (const size of blocks) put(Math.abs(size), size < 0);
    put(to - 8 - block, true);
    words.set(block, beforeFree);
    words.set(root + 1568, block);
    from = Math.ceil((to + PAGE) / PAGE) * PAGE + 12;
  }
  // Something free in the first level's first list, and in the last level's.
  words.set(root, 1 | (1 << 22), 1);
  words.set(root + 4 + 4 * 22, 1 << 3);
}

export interface Piece {
  readonly from: number;
  readonly to: number;
  /** Of whole regions. */
  readonly regions: Chunks;
}

/** Lays out pieces of emmalloc: the rest of each is free. `state` is where the newest one's address is. */
export function writeEmmalloc(
  memory: WebAssembly.Memory,
  { pieces, state = 1024 }: { pieces: readonly Piece[]; state?: number },
): void {
  const words = wordsOf(memory);
  let before = 0;
  for (const { from, to, regions } of pieces) {
    let region = from;
    const put = (size: number, free: boolean): void => {
      words.set(region, size);
      words.set(region + size - 4, size | (free ? 1 : 0));
      region += size;
    };
    put(16, false);
    words.set(from + 4, before, to);
    for (const size of regions) put(Math.abs(size), size < 0);
    if (to - 16 > region) put(to - 16 - region, true);
    put(16, false);
    before = from;
  }
  words.set(state, before);
}
