import type { LinearMemory } from './linear-memory.ts';
import type { RecordedHeaps } from './recorded-heaps.ts';

export interface LoadedSubject {
  /** May return a promise. */
  readonly operation: (index: number) => unknown;
  readonly teardown: () => unknown;
  /** Of a WASM module, or of all that a module makes; null where there can be none. */
  readonly linearMemory: LinearMemory | null;
  /** Where allocations in WASM are recorded. */
  readonly heaps: RecordedHeaps | null;
}

export type LoadResult =
  | { readonly ok: true; readonly subject: LoadedSubject }
  | { readonly ok: false; readonly phase: 'load' | 'setup'; readonly thrown: unknown };
