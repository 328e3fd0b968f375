import { ByteReader, repeat } from './byte-reader.ts';
import { readConstant } from './constant.ts';
import type { Section } from './sections.ts';
import { readSections, SECTION } from './sections.ts';

/** A module's sections, as far as they are needed to find its heap and its allocator. */
export interface WasmModule {
  readonly bytes: Uint8Array;
  readonly sections: readonly Section[];
  readonly types: readonly (FunctionType | null)[];
  readonly imports: readonly Import[];
  /** Types of the functions, imported ones first. */
  readonly functionTypes: readonly number[];
  readonly importedFunctions: number;
  readonly memories: readonly MemoryType[];
  readonly importedMemories: number;
  readonly globals: readonly GlobalType[];
  readonly importedGlobals: number;
  /** Number of tables, imported ones included. */
  readonly tables: number;
  readonly exports: readonly Export[];
  /** Of the functions that are defined: where they begin in the bytes, their size in front of them. */
  readonly bodies: readonly Body[];
  readonly data: readonly DataSegment[];
}

export interface FunctionType {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
}

export interface Import {
  readonly module: string;
  readonly name: string;
  readonly kind: number;
}

export interface MemoryType {
  readonly minimum: number;
  readonly maximum: number | null;
  readonly shared: boolean;
  readonly is64: boolean;
}

export interface GlobalType {
  readonly type: number;
  readonly mutable: boolean;
  /** Where it is a constant of 32 bits. */
  readonly initial: number | null;
}

export interface Export {
  readonly name: string;
  readonly kind: number;
  readonly index: number;
}

export interface Body {
  /** Of the size. */
  readonly header: number;
  readonly start: number;
  readonly end: number;
}

/** Where it is put, if that is a constant; and where it stands in the bytes. */
export interface DataSegment {
  readonly address: number | null;
  readonly start: number;
  readonly end: number;
}

export const KIND = { function: 0, table: 1, memory: 2, global: 3, tag: 4 } as const;
export const I32 = 0x7f;

/** Reads a module but for its code; throws `WasmFormatError` where it is none. */
export function readModule(bytes: Uint8Array): WasmModule {
  const sections = readSections(bytes);
  const module = {
    bytes,
    sections,
    types: [] as (FunctionType | null)[],
    imports: [] as Import[],
    functionTypes: [] as number[],
    importedFunctions: 0,
    memories: [] as MemoryType[],
    importedMemories: 0,
    globals: [] as GlobalType[],
    importedGlobals: 0,
    tables: 0,
    exports: [] as Export[],
    bodies: [] as Body[],
    data: [] as DataSegment[],
  };
  for (const { id, start, end } of sections) {
    const reader = new ByteReader(bytes, start, end);
    switch (id) {
      case SECTION.type:
        module.types = readTypes(reader);
        break;
      case SECTION.import:
        readImports(reader, module);
        break;
      case SECTION.function:
        repeat(reader, () => module.functionTypes.push(reader.u32()));
        break;
      case SECTION.table:
        module.tables += reader.count();
        break;
      case SECTION.memory:
        repeat(reader, () => module.memories.push(readLimits(reader)));
        break;
      case SECTION.global:
        repeat(reader, () => module.globals.push(readGlobal(reader)));
        break;
      case SECTION.export:
        repeat(reader, () =>
          module.exports.push({ name: reader.text(), kind: reader.u8(), index: reader.u32() }),
        );
        break;
      case SECTION.code:
        repeat(reader, () => module.bodies.push(readBody(reader)));
        break;
      case SECTION.data:
        repeat(reader, () => module.data.push(readData(reader)));
        break;
    }
  }
  if (module.bodies.length !== module.functionTypes.length - module.importedFunctions) {
    new ByteReader(bytes, bytes.length).fail(
      `expected code for ${module.functionTypes.length - module.importedFunctions} functions, found ${module.bodies.length}`,
    );
  }
  return module;
}

/** Types of the GC proposal are left as null: their indices count, their content does not matter. */
function readTypes(reader: ByteReader): (FunctionType | null)[] {
  const types: (FunctionType | null)[] = [];
  repeat(reader, () => {
    const form = reader.u8();
    if (form !== FUNCTION_FORM)
      reader.fail('expected a type of a function; other types are not understood');
    types.push({ parameters: valueTypes(reader), results: valueTypes(reader) });
  });
  return types;
}

const FUNCTION_FORM = 0x60;

function valueTypes(reader: ByteReader): number[] {
  const types: number[] = [];
  repeat(reader, () => types.push(valueType(reader)));
  return types;
}

/** References to a type of their own have that behind them. */
function valueType(reader: ByteReader): number {
  const type = reader.u8();
  if (type === 0x63 || type === 0x64) reader.s64();
  return type;
}

function readImports(
  reader: ByteReader,
  module: {
    imports: Import[];
    functionTypes: number[];
    importedFunctions: number;
    memories: MemoryType[];
    importedMemories: number;
    globals: GlobalType[];
    importedGlobals: number;
    tables: number;
  },
): void {
  repeat(reader, () => {
    const item = { module: reader.text(), name: reader.text(), kind: reader.u8() };
    module.imports.push(item);
    switch (item.kind) {
      case KIND.function:
        module.functionTypes.push(reader.u32());
        module.importedFunctions++;
        break;
      case KIND.table:
        valueType(reader);
        readLimits(reader);
        module.tables++;
        break;
      case KIND.memory:
        module.memories.push(readLimits(reader));
        module.importedMemories++;
        break;
      case KIND.global:
        module.globals.push({
          type: valueType(reader),
          mutable: (reader.u8() & 1) !== 0,
          initial: null,
        });
        module.importedGlobals++;
        break;
      case KIND.tag:
        reader.u8();
        reader.u32();
        break;
      default:
        reader.fail(`expected an import of a known kind, found ${item.kind}`);
    }
  });
}

function readLimits(reader: ByteReader): MemoryType {
  const flags = reader.u8();
  if (flags > 7) reader.fail(`expected limits, found flags ${flags}`);
  const minimum = reader.u64();
  const maximum = (flags & 1) !== 0 ? reader.u64() : null;
  return { minimum, maximum, shared: (flags & 2) !== 0, is64: (flags & 4) !== 0 };
}

function readGlobal(reader: ByteReader): GlobalType {
  const type = valueType(reader);
  const mutable = (reader.u8() & 1) !== 0;
  return { type, mutable, initial: readConstant(reader) };
}

function readBody(reader: ByteReader): Body {
  const header = reader.at;
  const size = reader.u32();
  const start = reader.at;
  reader.skip(size);
  return { header, start, end: reader.at };
}

function readData(reader: ByteReader): DataSegment {
  const kind = reader.u32();
  if (kind > 2) reader.fail(`expected a kind of data, found ${kind}`);
  if (kind === 2) reader.u32();
  const address = kind === 1 ? null : readConstant(reader);
  const length = reader.u32();
  const start = reader.at;
  reader.skip(length);
  return { address: address === null ? null : address >>> 0, start, end: reader.at };
}
