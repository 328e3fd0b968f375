import type { HeapPlace } from '../wasm/heap-walk.ts';
import type { TakenHeap } from './recorded-heaps.ts';
import type { RecordedModule } from './recorded-module.ts';

/** AssemblyScript's, whose objects begin with links of a collector's lists. */
export const isCollected = (allocator: HeapPlace['allocator']): boolean =>
  allocator === 'tlsf' || allocator === 'stub';

/** AssemblyScript's collector keeps its own place in its lists: that holds nothing. */
export const isOfRuntime = (index: number, { names }: RecordedModule): boolean =>
  names.globals.some(([own, name]) => own === index && name.startsWith('~lib/rt/'));

/**
 * Static memory up to the heap. Where the stack lies below the data, as rustc and newer linkers lay it
 * out, what is beneath its pointer is dead. Where it lies above, it ends at its pointer's first value,
 * and begins where variables without a first value end, which is not written anywhere.
 */
export function rootsOf(
  { layout }: RecordedModule,
  globals: readonly { readonly index: number; readonly value: number }[],
  { allocator, first }: HeapPlace,
): TakenHeap['roots'] {
  const { stack, dataFrom, dataTo } = layout;
  const ranges: { from: number; to: number }[] = [];
  const add = (from: number, to: number): void => {
    if (from < to) ranges.push({ from: Math.ceil(from / 4) * 4, to });
  };
  // AssemblyScript has its variables in globals, and only constants in memory.
  if (isCollected(allocator)) {
    add(dataFrom ?? 0, dataTo ?? 0);
    return ranges;
  }
  if (stack !== null && dataFrom !== null && stack.initial <= dataFrom) {
    add(globals.find(({ index }) => index === stack.global)?.value ?? stack.initial, first);
    return ranges;
  }
  const lowest = Math.min(dataFrom ?? LOWEST_DATA, LOWEST_DATA);
  const end = Math.min(stack?.initial ?? first, first);
  const perhapsStack = Math.max(lowest, dataTo ?? lowest, end - USUAL_STACK_BYTES);
  add(lowest, perhapsStack);
  add(end, first);
  add(perhapsStack, end);
  return ranges;
}

/** As clang and emscripten have it, unless they are told otherwise. */
const USUAL_STACK_BYTES = 65_536;

/** Where linkers put data that no program has given a place. */
const LOWEST_DATA = 1024;
