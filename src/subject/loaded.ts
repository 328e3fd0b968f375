import type { LinearMemory } from './linear-memory.ts';

export interface LoadedSubject {
  /** May return a promise. */
  readonly operation: (index: number) => unknown;
  readonly teardown: () => unknown;
  /** Where the subject is a WASM module. */
  readonly linearMemory: LinearMemory | null;
}

export type LoadResult =
  | { readonly ok: true; readonly subject: LoadedSubject }
  | { readonly ok: false; readonly phase: 'load' | 'setup'; readonly thrown: unknown };
