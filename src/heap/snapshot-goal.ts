import type { SnapshotFault } from './snapshot-error.ts';
import type { SnapshotHeader } from './snapshot-header.ts';
import type { SnapshotExports } from './snapshot-module.ts';
import type { RowColumns, Section } from './snapshot-section.ts';

/** What becomes of the members that are wanted. */
export interface Goal<Result> {
  /** Null where the member is of no use. */
  open(key: string): Section | null;
  /** Null where the rest is needed. */
  close(key: string, offset: number): Result | null;
  /** Of what was wanted, what has been read. */
  readable(): string;
  result(offset: number): Result;
}

export interface Means {
  readonly exports: SnapshotExports;
  readonly header: SnapshotHeader;
  /** Told of bytes before they are allocated; throws where they are too many. */
  take(bytes: number): void;
  allocate<Made>(bytes: number, make: () => Made): Made;
  fail(fault: Omit<SnapshotFault, 'readable'>): never;
}

export const nodeRows = (header: SnapshotHeader) =>
  ({
    name: 'nodes',
    fields: header.nodeFields,
    columns: NODE_COLUMNS,
    rows: header.nodeCount,
    types: header.nodeTypes,
    named: 0,
  }) satisfies Partial<RowColumns>;

const NODE_COLUMNS = ['type', 'name', 'id', 'edge_count', 'self_size', 'detachedness'];

/** Views of what waits in the module: its memory never grows. */
export function columnsOf(exports: SnapshotExports) {
  const { buffer } = exports.memory;
  return {
    bytes: (column: number, count: number) =>
      new Uint8Array(buffer, exports.byte_column(column), count),
    words: (column: number, count: number) =>
      new Uint32Array(buffer, exports.word_column(column), count),
    doubles: (count: number) => new Float64Array(buffer, exports.double_column(), count),
    text: (count: number) => new Uint8Array(buffer, exports.text(), count),
  };
}
