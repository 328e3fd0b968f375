import { closeSync, openSync, statSync, writeSync } from 'node:fs';

/** Edges of a node, in turn: two at least, for all nodes hang on the root as in a heap. */
const DEGREES = [2, 2, 3, 5, 2, 6, 4, 3];
/** As Node 20 has them for a heap of small objects: objects, numbers, closures, strings, arrays. */
const TYPES = [3, 3, 7, 5, 2, 3, 1, 4];
const SIZES = [32, 24, 16, 64, 40, 56, 1096, 128];
const CLOSURE = 5;
const ELEMENT = 1;
/** What these rows come to; V8 has 78 for a heap of 200,000 small objects. */
const BYTES_PER_NODE = 88;
const NODES_PER_STRING = 4;
const ROWS_PER_WRITE = 8192;

const META = {
  node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
  node_types: [
    'hidden array string object code closure regexp number native synthetic bigint'.split(' '),
    ...['string', 'number', 'number', 'number', 'number', 'number'],
  ],
  edge_fields: ['type', 'name_or_index', 'to_node'],
  edge_types: [
    'context element property internal hidden shortcut weak'.split(' '),
    ...['string_or_number', 'node'],
  ],
  location_fields: ['object_index', 'script_id', 'line', 'column'],
};

export interface Synthetic {
  readonly bytes: number;
  readonly nodes: number;
  readonly edges: number;
}

/** Writes a snapshot of about so many bytes, as V8 would, a few rows at a time. */
export function writeSynthetic(path: string, aboutBytes: number): Synthetic {
  const nodes = Math.max(8, Math.round(aboutBytes / BYTES_PER_NODE / 8) * 8);
  const edges = (nodes / 8) * DEGREES.reduce((sum, degree) => sum + degree, 0);
  const strings = Math.ceil(nodes / NODES_PER_STRING);
  const file = openSync(path, 'w');
  let pending: string[] = [];
  const flush = (): void => {
    writeSync(file, pending.join(''));
    pending = [];
  };
  const put = (text: string): void => {
    pending.push(text);
    if (pending.length >= ROWS_PER_WRITE) flush();
  };
  const header = { meta: META, node_count: nodes, edge_count: edges, trace_function_count: 0 };
  put(`{"snapshot":${JSON.stringify(header)},\n"nodes":[`);
  for (let i = 0; i < nodes; i++) {
    const name = mixed(i) % strings;
    const [type, size, degree] = [TYPES[i % 8], SIZES[i % 8], DEGREES[i % 8]];
    put(`${i === 0 ? '' : ','}${type},${name},${2 * i + 1},${size},${degree},0,0\n`);
  }
  put('],\n"edges":[');
  let edge = 0;
  for (let i = 0; i < nodes; i++) {
    for (let k = 0; k < DEGREES[i % 8]!; k++) {
      // The first two make a tree of all nodes; others lead anywhere, most of them nearby.
      const near = (i + (mixed(edge) % 1024)) % nodes;
      const to = k < 2 ? (2 * i + 1 + k) % nodes : edge % 4 === 0 ? mixed(edge) % nodes : near;
      const type = edge % 7;
      const name = type === ELEMENT ? k : mixed(edge + 7) % strings;
      put(`${edge === 0 ? '' : ','}${type},${name},${7 * to}\n`);
      edge++;
    }
  }
  put('],\n"trace_function_infos":[],\n"trace_tree":[],\n"samples":[],\n"locations":[');
  let comma = '';
  for (let i = 0; i < nodes; i++) {
    if (TYPES[i % 8] !== CLOSURE) continue;
    put(`${comma}${7 * i},${(i % 97) + 1},${i % 5000},${i % 120}\n`);
    comma = ',';
  }
  put('],\n"strings":["<dummy>"');
  for (let i = 1; i < strings; i++) put(`,\n"${'property of an object'.slice(0, i % 20)} ${i}"`);
  put(']}');
  flush();
  closeSync(file);
  return { bytes: statSync(path).size, nodes, edges };
}

/** A number that looks random, below 2³². */
function mixed(value: number): number {
  let mix = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  mix = Math.imul(mix ^ (mix >>> 15), 0x846ca68b);
  return (mix ^ (mix >>> 16)) >>> 0;
}
