import type { Memory } from './schema.ts';

/** As a label, where there is little room. */
export const MEMORY_NAMES: Record<Memory, string> = {
  'js-heap': 'JS heap',
  'array-buffers': 'ArrayBuffers',
  external: 'external',
  wasm: 'WASM',
  native: 'native',
};

/** Within a sentence. */
export const MEMORIES_IN_TEXT: Record<Memory, string> = {
  ...MEMORY_NAMES,
  external: 'external memory',
  wasm: 'WASM memory',
  native: 'native memory',
};
