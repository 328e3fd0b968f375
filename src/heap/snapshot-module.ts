/** The module of `snapshot.rs`, as compiled. */
export interface SnapshotExports {
  memory: WebAssembly.Memory;
  input(): number;
  input_bytes(): number;
  text(): number;
  byte_column(column: number): number;
  word_column(column: number): number;
  double_column(): number;
  begin(nodeFields: number, nodeCount: number, edgeCount: number): void;
  begin_rows(fields: number, rows: number, types: number, named: number): void;
  set_place(column: number, field: number): void;
  begin_section(): void;
  nodes(from: number, to: number, offset: number): number;
  ids(from: number, to: number, offset: number): number;
  edge_rows(from: number, to: number, offset: number): number;
  locations(from: number, to: number, offset: number): number;
  texts(from: number, to: number, offset: number): number;
  skip(from: number, to: number): number;
  status(): number;
  count(): number;
  text_used(): number;
  emptied(): void;
  edges(): number;
  names(): number;
  names_at(): number;
  wrong_code(): number;
  wrong_field(): number;
  wrong_value(): number;
  wrong_offset(): number;
}

/** How a call ended, as `status` has it. */
export const STATUS = { more: 0, full: 1, end: 2, wrong: 3 } as const;

/** Of `begin_rows`: the header doesn't say how many there are. */
export const UNCOUNTED = 0xffff_ffff;

/** What is wrong, as `wrong_code` has it. */
export const WRONG = {
  noNumber: 1,
  noSeparator: 2,
  tooLarge: 3,
  noType: 4,
  noNode: 5,
  tooManyRows: 6,
  tooFewRows: 7,
  tornRow: 8,
  tooManyEdges: 9,
  noText: 10,
} as const;
