import type { LinearMemory } from '../subject/linear-memory.ts';
import type { Failure } from './protocol.ts';

/**
 * The memory that ran out, where an operation failed for that reason and the worker survived it;
 * null for any other failure. V8 raises an error of its own for what it can't allocate off its
 * heap; a WASM module traps.
 */
export function exhaustedMemory(
  thrown: unknown,
  trapMessage: string | null,
  linearMemory: LinearMemory | null,
): Failure['exhausted'] {
  if (trapMessage !== null) return OUT_OF_LINEAR_MEMORY.test(trapMessage) ? 'wasm' : null;
  if (!(thrown instanceof RangeError || thrown instanceof WebAssembly.RuntimeError)) return null;
  if (linearMemory?.isFull() === true) return 'wasm';
  if (/WebAssembly\.Memory/.test(thrown.message)) return 'wasm';
  if (/array buffer allocation failed/i.test(thrown.message)) return 'array-buffers';
  if (/^(Map|Set) maximum size exceeded/.test(thrown.message)) return 'js-heap';
  return null;
}

/** As the allocator of our Rust modules words it. */
const OUT_OF_LINEAR_MEMORY = /^memory allocation of \d+ bytes failed/;
