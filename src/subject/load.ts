import { loadModule } from './load-module.ts';
import { loadWasm } from './load-wasm.ts';
import type { LoadResult } from './loaded.ts';
import type { SubjectSource } from './source.ts';

/** Loads what is to be measured into this thread, and sets it up. */
export function loadSubject(
  source: SubjectSource,
  options: { readonly limitBytes: number; readonly recorded?: boolean },
): Promise<LoadResult> {
  return source.kind === 'wasm' ? loadWasm(source, options) : loadModule(source, options);
}
