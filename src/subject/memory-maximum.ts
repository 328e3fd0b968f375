import { readFileSync } from 'node:fs';
import { limitMemory, PAGE_BYTES } from '../wasm/limit-memory.ts';
import type { SubjectSource } from './source.ts';

/**
 * How large the linear memory of a .wasm may become where leaklab does not limit it. Null where that
 * is not known: of modules that bring their memory along, and of files that can't be read, which is
 * said where they are loaded.
 */
export function memoryMaximum(source: SubjectSource): number | null {
  if (source.kind !== 'wasm') return null;
  try {
    const { maximumPages } = limitMemory(new Uint8Array(readFileSync(source.path)), MOST_PAGES);
    return maximumPages === null ? null : maximumPages * PAGE_BYTES;
  } catch {
    return null;
  }
}

/** 4 GiB: where a 32-bit memory ends. */
const MOST_PAGES = 65_536;
