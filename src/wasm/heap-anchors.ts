import { readNames } from './module-names.ts';
import type { WasmModule } from './read-module.ts';
import { I32, KIND } from './read-module.ts';

/** What of a module's layout says where its heap and its roots are. */
export interface MemoryLayout {
  /** Addresses at which a heap may begin, the likeliest first. */
  readonly anchors: readonly number[];
  /** The lowest address of the module's data, and its end; null where it brings none. */
  readonly dataFrom: number | null;
  readonly dataTo: number | null;
  readonly stack: {
    /** Of the global that points to its top. */
    readonly global: number;
    readonly initial: number;
  } | null;
}

/** Reads off a module where its linker has put data, stack and heap. */
export function memoryLayout(module: WasmModule): MemoryLayout {
  const { exports, globals, data, memories } = module;
  const segments = data.flatMap(({ address, start, end }) =>
    address === null ? [] : [{ from: address, to: address + end - start }],
  );
  const dataFrom = segments.length === 0 ? null : Math.min(...segments.map(({ from }) => from));
  const dataTo = Math.max(0, ...segments.map(({ to }) => to));
  const initialOf = (index: number): number => (globals[index]?.initial ?? 0) >>> 0;
  const named = exports.flatMap(({ name, kind, index }) =>
    kind === KIND.global && HEAP_BASE.test(name) ? [initialOf(index)] : [],
  );
  const stack = findStack(module);
  const others = globals.flatMap(({ type }, index) => (type === I32 ? [initialOf(index)] : []));
  const pages = (memories[0]?.minimum ?? 0) * PAGE_BYTES;
  // AssemblyScript's static objects lie in a row that its heap goes on with; its globals may be gone.
  const rows = dataFrom === null ? ASSEMBLYSCRIPT_BASES : [dataFrom];
  const candidates = [...named, stack?.initial ?? 0, dataTo, pages, ...others, ...rows];
  return {
    anchors: [...new Set(candidates.filter((at) => at > 0))].slice(0, MOST_ANCHORS),
    dataFrom,
    dataTo: dataFrom === null ? null : dataTo,
    stack,
  };
}

const HEAP_BASE = /^(__heap_base|~lib\/memory\/__heap_base)$/;
const PAGE_BYTES = 65_536;
const MOST_ANCHORS = 32;
/** Where asc begins a memory that has no data: without optimising, and with it. */
const ASSEMBLYSCRIPT_BASES = [8, 1024];

/** By its name, or else the first mutable global that begins above 0: so LLVM writes them. */
function findStack(module: WasmModule): MemoryLayout['stack'] {
  const { globals, exports } = module;
  const isCandidate = (index: number): boolean => {
    const global = globals[index];
    return global?.type === I32 && global.mutable && (global.initial ?? 0) > 0;
  };
  const byName = [...readNames(module).globals].find(([, name]) => STACK_POINTER.test(name))?.[0];
  const byExport = exports.find(
    ({ name, kind }) => kind === KIND.global && STACK_POINTER.test(name),
  )?.index;
  const first = globals.findIndex((_, index) => isCandidate(index));
  const global = [byName, byExport, first].find(
    (index) => index !== undefined && index >= 0 && isCandidate(index),
  );
  return global === undefined ? null : { global, initial: (globals[global]!.initial ?? 0) >>> 0 };
}

const STACK_POINTER = /__stack_pointer$/;
