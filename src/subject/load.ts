import type { SubjectSource } from '../agent/protocol.ts';
import type { LinearMemory } from './linear-memory.ts';
import { loadModule } from './load-module.ts';
import { loadWasm } from './load-wasm.ts';

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

/** Loads what is to be measured into this thread, and sets it up. */
export function loadSubject(
  source: SubjectSource,
  limits: { limitBytes: number },
): Promise<LoadResult> {
  return source.kind === 'wasm' ? loadWasm(source, limits.limitBytes) : loadModule(source);
}
