import type { SnapshotFault } from './snapshot-error.ts';
import { grouped } from './snapshot-error.ts';
import type { SnapshotExports } from './snapshot-module.ts';
import { STATUS, UNCOUNTED, WRONG } from './snapshot-module.ts';

/** One member of a snapshot's object, read piece by piece. */
export interface Section {
  /** Whether `read` begins behind the bracket that opens an array, or else at the value's first byte. */
  readonly isArray: boolean;
  /** Reads the module's memory from `from` to `to`, whose first byte is the file's at `offset`. */
  read(from: number, to: number, offset: number): Progress;
}

export interface Progress {
  /** Where the next byte to read is. */
  readonly at: number;
  readonly ended: boolean;
  readonly fault: Omit<SnapshotFault, 'readable'> | null;
}

export interface RowColumns {
  readonly name: 'nodes' | 'edges' | 'locations';
  readonly read: 'nodes' | 'ids' | 'edge_rows' | 'locations';
  readonly fields: readonly string[];
  /** The fields of the module's columns, in its order. */
  readonly columns: readonly string[];
  /** Null where the header doesn't tell. */
  readonly rows: number | null;
  readonly types: readonly string[];
  /** A bit for each type of edge that has a name. */
  readonly named: number;
  readonly nodeFields: number;
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Rows `at` to `at + count` wait in the module's columns. */
  store(at: number, count: number): void;
}

export function rowSection(exports: SnapshotExports, rows: RowColumns): Section {
  exports.begin_rows(rows.fields.length, rows.rows ?? UNCOUNTED, rows.types.length, rows.named);
  rows.columns.forEach((column, i) => {
    const field = rows.fields.indexOf(column);
    if (field !== -1) exports.set_place(i, field);
  });
  let done = 0;
  return blockSection(
    exports,
    rows.read,
    (count) => {
      rows.store(done, count);
      done += count;
    },
    () => rowFault(exports, rows, done),
  );
}

/** `store` is told of the texts that wait in the module, and of their bytes. */
export function textSection(
  exports: SnapshotExports,
  store: (count: number, bytes: number) => void,
): Section {
  exports.begin_section();
  return blockSection(
    exports,
    'texts',
    (count) => store(count, exports.text_used()),
    () =>
      exports.wrong_code() === WRONG.noText
        ? { expected: "a string of 'strings'", found: '' }
        : { expected: "',' or ']' after a string", found: '' },
  );
}

/** A value that nobody needs; `see` is told of its bytes. */
export function skippedSection(
  exports: SnapshotExports,
  see?: (from: number, to: number) => void,
): Section {
  exports.begin_section();
  return {
    isArray: false,
    read(from, to) {
      const at = exports.skip(from, to);
      see?.(from, at);
      return { at, ended: exports.status() === STATUS.end, fault: null };
    },
  };
}

function blockSection(
  exports: SnapshotExports,
  read: RowColumns['read'] | 'texts',
  store: (count: number) => void,
  describe: () => { expected: string; found: string },
): Section {
  return {
    isArray: true,
    read(from, to, offset) {
      let at = from;
      for (;;) {
        const next = exports[read](at, to, offset + (at - from));
        const status = exports.status();
        store(exports.count());
        exports.emptied();
        at = next;
        if (status === STATUS.full) continue;
        if (status !== STATUS.wrong) return { at, ended: status === STATUS.end, fault: null };
        const { expected, found } = describe();
        const offsetOfFault = exports.wrong_offset();
        const fault = {
          offset: offsetOfFault,
          expected,
          found: found === '' ? shownByte(new Uint8Array(exports.memory.buffer)[at]!) : found,
        };
        return { at, ended: false, fault };
      }
    },
  };
}

/** What is wrong in a row; `found` is empty where it is the byte at which the module ended. */
function rowFault(
  exports: SnapshotExports,
  { name, fields, rows, types, nodeFields, nodeCount, edgeCount }: RowColumns,
  done: number,
): { expected: string; found: string } {
  const field = fields[exports.wrong_field()] ?? '';
  const one = `${name.slice(0, -1)} ${grouped(done)}`;
  const value = String(exports.wrong_value());
  switch (exports.wrong_code()) {
    case WRONG.noNumber:
      return { expected: `a whole number: '${field}' of ${one}`, found: '' };
    case WRONG.noSeparator:
      return { expected: `',' or ']' in '${name}'`, found: '' };
    case WRONG.tooLarge:
      return { expected: `a smaller number as '${field}' of ${one}`, found: value };
    case WRONG.noType:
      return { expected: `one of ${types.length} types as '${field}' of ${one}`, found: value };
    case WRONG.noNode:
      return {
        expected: `a node's place as '${field}' of ${one}: a multiple of ${nodeFields} below ${grouped(nodeFields * nodeCount)}`,
        found: value,
      };
    case WRONG.tooManyRows:
      return { expected: `the end of '${name}' after ${grouped(rows ?? 0)}`, found: 'one more' };
    case WRONG.tooFewRows:
      return { expected: `${grouped(rows ?? 0)} ${name}`, found: `${grouped(done)}` };
    case WRONG.tornRow:
      return { expected: `'${field}' of ${one}`, found: `the end of '${name}'` };
    default:
      return {
        expected: `'${field}' of ${one} within the ${grouped(edgeCount)} edges of the header`,
        found: value,
      };
  }
}

export function shownByte(byte: number): string {
  return byte > 0x20 && byte < 0x7f
    ? `'${String.fromCharCode(byte)}'`
    : `byte 0x${byte.toString(16).padStart(2, '0')}`;
}
