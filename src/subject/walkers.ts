import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../package-root.ts';
import type { HeapWalker } from '../wasm/heap-walk.ts';
import { createHeapWalker } from '../wasm/heap-walk.ts';
import type { Ledger } from './ledger.ts';

// Taken at once, before a subject's WebAssembly is watched.
const { Module } = WebAssembly;

let walkModule: WebAssembly.Module | null = null;

/**
 * The walker of a memory's heap, kept with the memory itself: it imports the memory, and would keep it
 * from being collected from anywhere else. Null where the memory can't be walked (it is shared, or
 * has no page).
 */
export function walkerOf(
  memory: WebAssembly.Memory,
  anchors: readonly number[],
): HeapWalker | null {
  const holder = memory as unknown as Record<symbol, HeapWalker | null | undefined>;
  const known = holder[WALKER];
  if (known !== undefined) return known;
  const walker = makeWalker(memory, anchors);
  Object.defineProperty(memory, WALKER, { value: walker });
  return walker;
}

const WALKER = Symbol('leaklab');

function makeWalker(memory: WebAssembly.Memory, anchors: readonly number[]): HeapWalker | null {
  walkModule ??= new Module(readFileSync(join(packageRoot(), 'src', 'wasm', 'walk.wasm')));
  try {
    return createHeapWalker(walkModule, memory, anchors);
  } catch {
    return null;
  }
}

/** What is live in a heap; null where none is found. */
export function walkedLedger(walker: HeapWalker | null): Ledger | null {
  const reading = walker?.read() ?? null;
  if (reading === null) return null;
  const unknown = { peakBytes: null, allocations: null, constructed: null, dropped: null };
  return { ...reading, ...unknown };
}

/** A walk of so much takes some 0.2 ms: a larger memory is not walked in passing. */
export const MOST_BYTES_IN_PASSING = 2 ** 20;
