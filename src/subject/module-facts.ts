import { types } from 'node:util';
import { memoryLayout } from '../wasm/heap-anchors.ts';
import type { WasmModule } from '../wasm/read-module.ts';
import { readModule } from '../wasm/read-module.ts';
import type { RecordedModule } from './recorded-module.ts';

/** What is known of a module from its bytes. */
export interface ModuleFacts {
  /** Where the heap in its memory may begin. */
  readonly anchors: readonly number[];
  /** How large the memory that it brings along may become; null where it says nothing, or brings none. */
  readonly maximumPages: number | null;
  /** Of a module whose allocations are recorded. */
  readonly recorded: RecordedModule | null;
}

export const NO_FACTS: ModuleFacts = { anchors: [], maximumPages: null, recorded: null };

/** Of a module that is left as it is. */
export function plainFacts(bytes: Uint8Array): ModuleFacts {
  try {
    const module = readModule(bytes);
    const { anchors } = memoryLayout(module);
    return { anchors, maximumPages: maximumOf(module), recorded: null };
  } catch {
    // The engine judges what is a module; what it knows beyond this reader has no anchors.
    return NO_FACTS;
  }
}

export const maximumOf = ({ memories, importedMemories }: WasmModule): number | null =>
  memories[importedMemories]?.maximum ?? null;

/**
 * Kept with the module, under a name that no program asks for: it may be instantiated much later, and
 * more than once. A WeakMap would do as well, but its table moves the floors of the JS heap.
 */
const FACTS = Symbol('leaklab');

export function rememberFacts(module: WebAssembly.Module, facts: ModuleFacts): void {
  Object.defineProperty(module, FACTS, { value: facts, configurable: true });
}

/** Null for a module whose bytes were not seen: one that another thread sent, say. */
export function factsOf(module: WebAssembly.Module): ModuleFacts | null {
  return (module as unknown as Record<symbol, ModuleFacts | undefined>)[FACTS] ?? null;
}

/**
 * The bytes that a module is made from, where they are given as such. Nothing else may be taken for
 * them (a DataView, say), nor a buffer without any, as one that was sent away: engines refuse these.
 */
export function bytesOf(source: unknown): Uint8Array<ArrayBuffer> | null {
  if (types.isTypedArray(source) && source.byteLength > 0) {
    return new Uint8Array(source.buffer as ArrayBuffer, source.byteOffset, source.byteLength);
  }
  return source instanceof ArrayBuffer && source.byteLength > 0 ? new Uint8Array(source) : null;
}
