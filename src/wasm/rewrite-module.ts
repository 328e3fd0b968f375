import { concatenate } from './concatenate.ts';
import type { AllocatingFunction } from './find-allocator.ts';
import { encodeS32, encodeU32 } from './leb128.ts';
import type { FunctionType, WasmModule } from './read-module.ts';
import { I32, KIND } from './read-module.ts';
import type { Section } from './sections.ts';
import { SECTION } from './sections.ts';

/** Under which names a rewritten module exports what it has beyond the original. */
export const EXPORTED = {
  /** A table with one slot, for the function that is told of allocations. */
  hook: 'leaklab:hook',
  /** Global: 0 as long as nothing is to be told, otherwise odd. */
  on: 'leaklab:on',
  memory: 'leaklab:memory',
  /** And the global's index. */
  global: 'leaklab:global:',
} as const;

export const isOurs = (name: string): boolean => name.startsWith('leaklab:');

export type Rewritten =
  | {
      readonly ok: true;
      readonly bytes: Uint8Array<ArrayBuffer>;
      /** Indices of the globals that are exported. */
      readonly globals: readonly number[];
    }
  | { readonly ok: false; readonly reason: string };

/**
 * A module that behaves as before and can be looked into: after each allocation it calls the function in
 * the exported table, if it is switched on; and it exports its memory and its mutable globals.
 *
 * Nothing is renumbered. The body of an allocating function moves to the end, and what takes its place
 * calls it and then the hook: (new address; old one, or 0, or 1 where functions were called that called
 * the hook; the word before the new one). Whether there were any is seen by the switch, which rises by 2
 * each time.
 */
export function rewriteModule(
  module: WasmModule,
  allocating: readonly AllocatingFunction[],
): Rewritten {
  const reason = reasonAgainst(module);
  if (reason !== null) return { ok: false, reason };
  const hooks = allocating.filter(({ index }) => index >= module.importedFunctions);
  const globals = module.globals.flatMap((global, index) =>
    global.mutable && global.type === I32 ? [index] : [],
  );
  const hookType = module.types.length;
  const table = module.tables;
  const on = module.globals.length;
  const added: Additions = {
    [SECTION.type]: [[0x60, ...list([[I32], [I32], [I32]]), 0]],
    [SECTION.function]: hooks.map(({ index }) => encodeU32(module.functionTypes[index]!)),
    [SECTION.table]: [[FUNCREF, 1, 1, 1]],
    [SECTION.global]: [[I32, 1, 0x41, 0, 0x0b]],
    [SECTION.export]: [
      exported(EXPORTED.hook, KIND.table, table),
      exported(EXPORTED.on, KIND.global, on),
      ...globals.map((index) => exported(`${EXPORTED.global}${index}`, KIND.global, index)),
      ...(hasHiddenMemory(module) ? [exported(EXPORTED.memory, KIND.memory, 0)] : []),
    ],
  };
  const wrappers = new Map(
    hooks.map((hook, i) => [
      hook.index,
      wrapper(module, hook, { original: module.functionTypes.length + i, hookType, table, on }),
    ]),
  );
  return { ok: true, bytes: assemble(module, added, wrappers), globals };
}

const FUNCREF = 0x70;

function reasonAgainst({ memories, exports }: WasmModule): string | null {
  const [memory] = memories;
  if (memory === undefined) return 'it has no memory';
  if (memories.length > 1) return 'it has several memories';
  if (memory.is64) return 'its memory has 64-bit addresses';
  if (memory.shared) return 'its memory is shared between threads';
  if (exports.some(({ name }) => isOurs(name))) return 'it has been rewritten already';
  return null;
}

const hasHiddenMemory = ({ importedMemories, exports }: WasmModule): boolean =>
  importedMemories === 0 && !exports.some(({ kind }) => kind === KIND.memory);

/** What is put behind the entries of a section, by the section's number. */
type Additions = Record<number, readonly (readonly number[])[]>;

function wrapper(
  module: WasmModule,
  { index, oldParameter, offset }: AllocatingFunction,
  at: { original: number; hookType: number; table: number; on: number },
): number[] {
  const { parameters } = module.types[module.functionTypes[index]!] as FunctionType;
  const result = encodeU32(parameters.length);
  const before = encodeU32(parameters.length + 1);
  const on = encodeU32(at.on);
  const get = (local: readonly number[]): number[] => [0x20, ...local];
  const address = offset === 0 ? get(result) : [...get(result), 0x41, ...encodeS32(offset), 0x6a];
  const isOuter = [0x23, ...on, ...get(before), 0x47];
  const old = oldParameter === null ? [] : get(encodeU32(oldParameter));
  const code = [
    // Two locals: the result, and the switch at first.
    ...[1, 2, I32],
    ...[0x23, ...on, 0x21, ...before],
    ...parameters.flatMap((_, i) => get(encodeU32(i))),
    ...[0x10, ...encodeU32(at.original)],
    ...[0x21, ...result],
    // Only while it is switched on, and never with an address that is none: nothing here may trap.
    ...[0x23, ...on],
    ...[0x04, 0x40],
    ...[...address, 0x41, 7, 0x4b, 0x04, 0x40],
    ...[...address, 0x41, 16, 0x76, 0x3f, 0, 0x49, 0x04, 0x40],
    ...address,
    ...(old.length === 0 ? isOuter : [...old, ...isOuter, ...old, 0x1b]),
    // Of a header that is returned itself, the size is not written yet.
    ...(offset === 0 ? [...address, 0x41, 4, 0x6b, 0x28, 0, 0] : [0x41, 0]),
    ...[0x41, 0],
    ...[0x11, ...encodeU32(at.hookType), ...encodeU32(at.table)],
    ...[0x23, ...on, 0x41, 2, 0x6a, 0x24, ...on],
    ...[0x0b, 0x0b, 0x0b],
    ...get(result),
    0x0b,
  ];
  return [...encodeU32(code.length), ...code];
}

function assemble(
  module: WasmModule,
  added: Additions,
  wrappers: ReadonlyMap<number, readonly number[]>,
): Uint8Array<ArrayBuffer> {
  const parts: (Uint8Array | readonly number[])[] = [module.bytes.subarray(0, PREAMBLE_BYTES)];
  const missing = new Set(Object.keys(added).map(Number));
  const putMissing = (before: number): void => {
    for (const id of ORDER.slice(0, ORDER.indexOf(before))) {
      if (!missing.delete(id)) continue;
      const entries = added[id]!;
      if (entries.length > 0) parts.push(...section(id, [encodeU32(entries.length), ...entries]));
    }
  };
  for (const one of module.sections) {
    if (one.id !== SECTION.custom) putMissing(one.id);
    if (one.id === SECTION.code) parts.push(...codeSection(module, one, wrappers));
    else if (missing.delete(one.id)) parts.push(...extended(module, one, added[one.id]!));
    else parts.push(module.bytes.subarray(one.header, one.end));
  }
  putMissing(END_OF_ORDER);
  return concatenate(parts);
}

const PREAMBLE_BYTES = 8;
const END_OF_ORDER = -1;
/** In which sections stand: not that of their numbers. */
const ORDER: readonly number[] = [
  SECTION.type,
  SECTION.import,
  SECTION.function,
  SECTION.table,
  SECTION.memory,
  SECTION.tag,
  SECTION.global,
  SECTION.export,
  SECTION.start,
  SECTION.element,
  SECTION.dataCount,
  SECTION.code,
  SECTION.data,
  END_OF_ORDER,
];

type Part = Uint8Array | readonly number[];

function extended(
  { bytes }: WasmModule,
  { id, start, end }: Section,
  entries: readonly (readonly number[])[],
): Part[] {
  const { count, at } = countAt(bytes, start);
  return section(id, [encodeU32(count + entries.length), bytes.subarray(at, end), ...entries]);
}

function codeSection(
  { bytes, bodies, importedFunctions }: WasmModule,
  { id, start, end }: Section,
  wrappers: ReadonlyMap<number, readonly number[]>,
): Part[] {
  const parts: Part[] = [encodeU32(bodies.length + wrappers.size)];
  let { at } = countAt(bytes, start);
  const moved: Uint8Array[] = [];
  for (const [index, code] of wrappers) {
    const body = bodies[index - importedFunctions]!;
    parts.push(bytes.subarray(at, body.header), code);
    moved.push(bytes.subarray(body.header, body.end));
    at = body.end;
  }
  parts.push(bytes.subarray(at, end), ...moved);
  return section(id, parts);
}

function countAt(bytes: Uint8Array, start: number): { count: number; at: number } {
  let at = start;
  let count = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]!;
    count += (byte & 0x7f) * 2 ** shift;
    if ((byte & 0x80) === 0) return { count, at };
  }
}

function section(id: number, content: readonly Part[]): Part[] {
  const size = content.reduce((sum, part) => sum + part.length, 0);
  return [[id, ...encodeU32(size)], ...content];
}

function exported(name: string, kind: number, index: number): number[] {
  return [
    ...encodeU32(name.length),
    ...[...name].map((letter) => letter.charCodeAt(0)),
    kind,
    ...encodeU32(index),
  ];
}

const list = (items: readonly (readonly number[])[]): number[] => [
  ...encodeU32(items.length),
  ...items.flat(),
];
