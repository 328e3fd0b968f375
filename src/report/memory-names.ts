import type { Memory } from '../record/schema.ts';

export const MEMORY_NAMES: Record<Memory, string> = {
  'js-heap': 'JS heap',
  'array-buffers': 'ArrayBuffers',
  external: 'external',
  wasm: 'WASM',
  native: 'native',
};
