import { looksLikeDlmalloc, looksLikeEmmalloc, looksLikeTlsf } from './allocator-fingerprints.ts';
import { readNames } from './module-names.ts';
import type { FunctionType, WasmModule } from './read-module.ts';
import { I32, KIND } from './read-module.ts';

/** A function through which memory is taken. */
export interface AllocatingFunction {
  readonly index: number;
  /** The parameter that is the old address, of what resizes. */
  readonly oldParameter: number | null;
  /** What is to be added to its result to have the address of the block. */
  readonly offset: number;
  readonly foundBy: 'name' | 'export' | 'fingerprint';
}

/**
 * The functions of a module's allocator: by their names, by the names that they are exported under, or
 * by what they compute. Empty where there is none that is known.
 */
export function findAllocator(module: WasmModule): AllocatingFunction[] {
  const found = new Map<number, AllocatingFunction>();
  const add = (name: string, index: number, foundBy: AllocatingFunction['foundBy']): void => {
    if (found.has(index) || index < module.importedFunctions) return;
    const type = module.types[module.functionTypes[index] ?? -1];
    if (!isAllocation(type)) return;
    const kind = kindOf(name);
    if (kind === null) return;
    const parameters = type.parameters.length;
    const oldParameter = kind.old === null ? null : kind.old(parameters);
    if (oldParameter !== null && oldParameter >= parameters) return;
    found.set(index, { index, oldParameter, offset: kind.offset ?? 0, foundBy });
  };
  for (const [index, name] of readNames(module).functions) add(name, index, 'name');
  for (const { name, kind, index } of module.exports) {
    if (kind === KIND.function) add(name, index, 'export');
  }
  // Exports may be the outermost functions alone: what the module itself calls is found by its code.
  if (![...found.values()].some(({ foundBy }) => foundBy === 'name')) {
    for (const one of byFingerprint(module)) if (!found.has(one.index)) found.set(one.index, one);
  }
  return [...found.values()].sort((a, b) => a.index - b.index);
}

function isAllocation(type: FunctionType | null | undefined): type is FunctionType {
  return (
    type !== null &&
    type !== undefined &&
    type.results.length === 1 &&
    type.results[0] === I32 &&
    type.parameters.length > 0 &&
    type.parameters.every((parameter) => parameter === I32)
  );
}

interface NamedKind {
  readonly name: RegExp;
  /** Which parameter is the old address, by their number; null for what only allocates. */
  readonly old: ((parameters: number) => number) | null;
  readonly offset?: number;
}

const FIRST = (): number => 0;

const KINDS: readonly NamedKind[] = [
  // C: as libraries name them, with and without what they wrap.
  {
    name: /^_*(dl|emscripten_builtin_|libc_|em)?_*(malloc|calloc|memalign|aligned_alloc)$/,
    old: null,
  },
  { name: /^internal_memalign$/, old: null },
  { name: /^_*(dl|emscripten_builtin_|libc_|em)?_*realloc$/, old: FIRST },
  // Rust: what the compiler calls, what that is by default, and the allocator behind it.
  { name: /^_*(rust|rdl|rg)_alloc(_zeroed)?$/, old: null },
  { name: /^_*(rust|rdl|rg)_realloc$/, old: FIRST },
  { name: /dlmalloc.*Dlmalloc.*(malloc|memalign|calloc)(17h[0-9a-f]{16}E)?$/, old: null },
  {
    name: /dlmalloc.*Dlmalloc.*realloc(17h[0-9a-f]{16}E)?$/,
    // Without the allocator itself, where there is but one.
    old: (parameters) => (parameters >= 3 ? 1 : 0),
  },
  { name: /^__wbindgen_malloc$/, old: null },
  { name: /^__wbindgen_realloc$/, old: FIRST },
  // AssemblyScript.
  { name: /^~lib\/rt\/(tlsf|stub|tcms|itcms)\/(__alloc|__new)$|^__new$/, old: null },
  { name: /^~lib\/rt\/(tlsf|stub|tcms|itcms)\/(__realloc|__renew)$|^__renew$/, old: FIRST },
  { name: /^~lib\/rt\/tlsf\/allocateBlock$/, old: null, offset: 4 },
];

const kindOf = (name: string): NamedKind | null =>
  KINDS.find((kind) => kind.name.test(name)) ?? null;

function byFingerprint(module: WasmModule): AllocatingFunction[] {
  return module.bodies.flatMap((body, i) => {
    const size = body.end - body.start;
    if (size < SMALLEST_BODY || size > LARGEST_BODY) return [];
    const index = module.importedFunctions + i;
    const type = module.types[module.functionTypes[index]!];
    if (!isAllocation(type) || type.parameters.length > MOST_PARAMETERS) return [];
    const plain = { index, oldParameter: null, foundBy: 'fingerprint' } as const;
    if (looksLikeDlmalloc(module.bytes, body) || looksLikeEmmalloc(module.bytes, body)) {
      return [{ ...plain, offset: 0 }];
    }
    return type.parameters.length === 2 && looksLikeTlsf(module.bytes, body)
      ? [{ ...plain, offset: HEADER_BYTES }]
      : [];
  });
}

/** From a block's header to what is allocated. */
const HEADER_BYTES = 4;
const SMALLEST_BODY = 100;
const LARGEST_BODY = 20_000;
const MOST_PARAMETERS = 3;
