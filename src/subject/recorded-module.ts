import { findAllocator } from '../wasm/find-allocator.ts';
import type { MemoryLayout } from '../wasm/heap-anchors.ts';
import { memoryLayout } from '../wasm/heap-anchors.ts';
import { readNames } from '../wasm/module-names.ts';
import type { WasmModule } from '../wasm/read-module.ts';
import { KIND, readModule } from '../wasm/read-module.ts';
import { rewriteModule } from '../wasm/rewrite-module.ts';
import type { TakenHeap } from './recorded-heaps.ts';

/** A module that was rewritten so that its allocations can be recorded, and what is known of it. */
export interface RecordedModule {
  readonly name: string;
  readonly layout: MemoryLayout;
  /** Whether its allocator's functions are known: only then are allocations numbered. */
  readonly isHooked: boolean;
  /** Of a function by its index in the rewritten module: whether it is one of the allocator's. */
  readonly isAllocating: (index: number) => boolean;
  /** Indices of the globals that it exports now. */
  readonly globals: readonly number[];
  readonly initial: TakenHeap['initial'];
  readonly names: TakenHeap['names'];
}

export type Prepared =
  | { readonly module: RecordedModule; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly module: null; readonly name: string; readonly reason: string | null };

/** Rewrites a module; says why not where it is left as it is, but of one that has no memory at all. */
export function prepareModule(bytes: Uint8Array, fallbackName: string): Prepared {
  let name = fallbackName;
  try {
    const module = readModule(bytes);
    const names = readNames(module);
    name = names.module ?? fallbackName;
    if (module.memories.length === 0) return { module: null, name, reason: null };
    const allocating = findAllocator(module);
    const hooked = new Set(allocating.map(({ index }) => index));
    const rewritten = rewriteModule(module, allocating);
    if (!rewritten.ok) return { module: null, name, reason: rewritten.reason };
    return {
      bytes: rewritten.bytes,
      module: {
        name,
        layout: memoryLayout(module),
        isHooked: allocating.length > 0,
        // What is moved to the end is theirs, too.
        isAllocating: (index) => index >= module.functionTypes.length || hooked.has(index),
        globals: rewritten.globals,
        initial: initialData(module),
        names: { globals: [...names.globals], addresses: symbolsOf(module) },
      },
    };
  } catch (error) {
    return { module: null, name, reason: error instanceof Error ? error.message : String(error) };
  }
}

const initialData = ({ data, bytes }: WasmModule): TakenHeap['initial'] =>
  data.flatMap(({ address, start, end }) =>
    address === null ? [] : [{ at: address, bytes: bytes.slice(start, end) }],
  );

/** Constants that a module exports are addresses of its variables: so LLVM's linker writes them. */
function symbolsOf({ exports, globals }: WasmModule): TakenHeap['names']['addresses'] {
  return exports.flatMap(({ name, kind, index }) => {
    const global = globals[index];
    return kind === KIND.global && global?.mutable === false && (global.initial ?? 0) > 0
      ? [[global.initial! >>> 0, name] as const]
      : [];
  });
}
