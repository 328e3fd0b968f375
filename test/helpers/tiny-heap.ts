import type { HeapGraph } from '../../src/heap/heap-graph.ts';
import { stringTable } from './string-table.ts';

export interface TinyObject {
  /** "object" if it is left out. */
  readonly type?: string;
  /** Its key if it is left out; the root has none. */
  readonly name?: string;
  readonly id?: number;
  /** 10 if it is left out. */
  readonly bytes?: number;
  readonly detachedness?: number;
  /** Script, line and column. */
  readonly at?: readonly [number, number, number];
  /** "cache → map", a property; "[3] → x", an element; "internal table → t": type, name and target. */
  readonly edges?: readonly string[];
}

export interface TinyHeap<Key extends string> extends HeapGraph {
  /** The number of the node with this key. */
  readonly node: Readonly<Record<Key, number>>;
}

/** A heap of a few objects, by key; the first is the root. */
export function tinyHeap<const Key extends string>(
  objects: Readonly<Record<Key, TinyObject>>,
): TinyHeap<Key> {
  const keys = Object.keys(objects) as Key[];
  const all = keys.map((key): TinyObject => objects[key]);
  const node = Object.fromEntries(keys.map((key, i) => [key, i])) as Record<Key, number>;
  const strings: string[] = [];
  const indices = new Map<string, number>();
  const text = (value: string): number => {
    if (!indices.has(value)) indices.set(value, strings.push(value) - 1);
    return indices.get(value)!;
  };
  const edges = all.map(({ edges = [] }) => edges.map(edgeOf));
  const flat = edges.flat();
  const firstEdge = [0];
  for (const { length } of edges) firstEdge.push(firstEdge.at(-1)! + length);
  const located = all.flatMap(({ at }, i) => (at === undefined ? [] : [[i, ...at] as const]));
  return {
    node,
    nodeCount: all.length,
    edgeCount: flat.length,
    nodeType: Uint8Array.from(all, ({ type }, i) =>
      indexIn(NODE_TYPES, type ?? (i === 0 ? 'synthetic' : 'object')),
    ),
    nodeName: Uint32Array.from(all, ({ name }, i) => text(name ?? (i === 0 ? '' : keys[i]!))),
    nodeId: Uint32Array.from(all, ({ id }, i) => id ?? 2 * i + 1),
    selfSize: Float64Array.from(all, ({ bytes }) => bytes ?? 10),
    firstEdge: Uint32Array.from(firstEdge),
    detachedness: Uint8Array.from(all, ({ detachedness }) => detachedness ?? 0),
    edgeType: Uint8Array.from(flat, ({ type }) => indexIn(EDGE_TYPES, type)),
    edgeName: Uint32Array.from(flat, ({ type, name }) =>
      type === 'element' || type === 'hidden' ? Number(name) : text(name),
    ),
    edgeTo: Uint32Array.from(flat, ({ to }) => {
      const target = (node as Record<string, number>)[to];
      if (target === undefined) throw new Error(`no object has the key "${to}"`);
      return target;
    }),
    nodeTypes: NODE_TYPES,
    edgeTypes: EDGE_TYPES,
    strings: stringTable(strings),
    locations: {
      node: Uint32Array.from(located, ([at]) => at),
      scriptId: Uint32Array.from(located, ([, script]) => script),
      line: Uint32Array.from(located, ([, , line]) => line),
      column: Uint32Array.from(located, ([, , , column]) => column),
    },
  };
}

const EDGE_TYPES = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'];
const NODE_TYPES = [
  'hidden',
  'array',
  'string',
  'object',
  'code',
  'closure',
  'regexp',
  'number',
  'native',
  'synthetic',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'object shape',
];

function edgeOf(text: string): { type: string; name: string; to: string } {
  const [what = '', to = ''] = text.split(' → ');
  const element = /^\[(\d+)\]$/.exec(what);
  if (element !== null) return { type: 'element', name: element[1]!, to };
  const type = EDGE_TYPES.find((name) => what.startsWith(`${name} `));
  return type === undefined
    ? { type: 'property', name: what, to }
    : { type, name: what.slice(type.length + 1), to };
}

function indexIn(names: readonly string[], name: string): number {
  const index = names.indexOf(name);
  if (index === -1) throw new Error(`no type is called "${name}"`);
  return index;
}
