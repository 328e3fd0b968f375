import type { LinearMemory } from '../subject/linear-memory.ts';
import type { RecordedHeaps } from '../subject/recorded-heaps.ts';

/** The WASM of an isolate whose allocations there are recorded. */
export interface RecordedWasm {
  readonly linearMemory: LinearMemory;
  readonly heaps: RecordedHeaps;
}

let recorded: RecordedWasm | null = null;

/** Said by what is preloaded before the agent; the agent itself loads nothing of it. */
export function recordWasm(wasm: RecordedWasm): void {
  recorded = wasm;
}

/** Null where nothing is recorded. */
export const recordedWasm = (): RecordedWasm | null => recorded;
