import { closeSync, openSync, writeSync } from 'node:fs';

/** Writes rows as V8 does, a megabyte at a time: a snapshot of gigabytes takes no memory here. */
export interface SnapshotWriter {
  node(type: number, name: number, id: number, size: number, edges: number): void;
  edge(type: number, name: number, to: number): void;
  location(node: number, script: number, line: number, column: number): void;
  string(text: string, number?: number): void;
}

export interface Written {
  readonly nodeTypes: readonly string[];
  readonly edgeTypes: readonly string[];
  readonly nodes: number;
  readonly edges: number;
  writeNodes(writer: SnapshotWriter): void;
  writeEdges(writer: SnapshotWriter): void;
  writeLocations(writer: SnapshotWriter): void;
  writeStrings(writer: SnapshotWriter): void;
}

const BUFFER_BYTES = 1 << 20;
/** A row is shorter: seven numbers, or one of the texts. */
const MOST_AT_ONCE = 256;

/** Returns how many bytes that were. */
export function writeSnapshot(path: string, written: Written): number {
  const file = openSync(path, 'w');
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  let used = 0;
  let total = 0;
  let isFirst = true;
  const flush = (): void => {
    for (let at = 0; at < used; ) at += writeSync(file, buffer, at, used - at);
    total += used;
    used = 0;
  };
  const text = (some: string): void => {
    if (used + some.length > BUFFER_BYTES) flush();
    used += buffer.write(some, used, 'latin1');
  };
  const digits = (value: number): void => {
    let rest = value;
    let end = used + 1;
    for (let power = 10; power <= value; power *= 10) end++;
    used = end;
    do {
      const tens = Math.floor(rest / 10);
      buffer[--end] = 0x30 + rest - 10 * tens;
      rest = tens;
    } while (rest > 0);
  };
  const begin = (): void => {
    if (used + MOST_AT_ONCE > BUFFER_BYTES) flush();
    if (!isFirst) buffer[used++] = COMMA;
    isFirst = false;
  };
  const next = (value: number): void => {
    buffer[used++] = COMMA;
    digits(value);
  };
  const writer: SnapshotWriter = {
    node(type, name, id, size, edges) {
      begin();
      digits(type);
      next(name);
      next(id);
      next(size);
      next(edges);
      next(0);
      next(0);
      buffer[used++] = LINE;
    },
    edge(type, name, to) {
      begin();
      digits(type);
      next(name);
      next(FIELDS * to);
      buffer[used++] = LINE;
    },
    location(node, script, line, column) {
      begin();
      digits(FIELDS * node);
      next(script);
      next(line);
      next(column);
      buffer[used++] = LINE;
    },
    string(some, number) {
      begin();
      buffer[used++] = LINE;
      buffer[used++] = QUOTE;
      for (let i = 0; i < some.length; i++) buffer[used++] = some.charCodeAt(i);
      if (number !== undefined) digits(number);
      buffer[used++] = QUOTE;
    },
  };
  const section = (before: string, write: (writer: SnapshotWriter) => void): void => {
    text(before);
    isFirst = true;
    write(writer);
  };
  const counts = { node_count: written.nodes, edge_count: written.edges, trace_function_count: 0 };
  const header = { meta: metaOf(written), ...counts };
  section(`{"snapshot":${JSON.stringify(header)},\n"nodes":[`, written.writeNodes);
  section('],\n"edges":[', written.writeEdges);
  const unused = '"trace_function_infos":[],\n"trace_tree":[],\n"samples":[]';
  section(`],\n${unused},\n"locations":[`, written.writeLocations);
  section('],\n"strings":[', written.writeStrings);
  text(']}');
  flush();
  closeSync(file);
  return total;
}

const COMMA = 0x2c;
const LINE = 0x0a;
const QUOTE = 0x22;
const FIELDS = 7;

function metaOf({ nodeTypes, edgeTypes }: Pick<Written, 'nodeTypes' | 'edgeTypes'>) {
  return {
    node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
    node_types: [nodeTypes, ...['string', 'number', 'number', 'number', 'number', 'number']],
    edge_fields: ['type', 'name_or_index', 'to_node'],
    edge_types: [edgeTypes, ...['string_or_number', 'node']],
    location_fields: ['object_index', 'script_id', 'line', 'column'],
  };
}

/** A number that looks random, below 2³². */
export function mixed(value: number): number {
  let mix = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  mix = Math.imul(mix ^ (mix >>> 15), 0x846ca68b);
  return (mix ^ (mix >>> 16)) >>> 0;
}
