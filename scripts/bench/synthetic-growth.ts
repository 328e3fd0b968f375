import type { SnapshotWriter } from './snapshot-writer.ts';
import { mixed, writeSnapshot } from './snapshot-writer.ts';

/** Three snapshots of one heap, as they are taken when a leak is looked for. */
export interface Growth {
  readonly files: { readonly before: string; readonly path: string; readonly after: string };
  /** Of the one in the middle. */
  readonly bytes: number;
  readonly nodes: number;
  readonly edges: number;
  readonly selfBytes: number;
  readonly planted: Planted;
}

/** What is to be found: so many of a class, under a Map that is a property of this name. */
export interface Planted {
  readonly class: string;
  readonly count: number;
  readonly holder: string;
  readonly property: string;
}

/** What these rows come to, with edges and texts; V8 has 78 for a heap of 200,000 small objects. */
const BYTES_PER_NODE = 84;
/** Of the nodes: what is leaked until each snapshot, which is as much again from one to the next. */
const LEAKED_SHARE = 0.07;
/** Of the nodes: what is there at the second snapshot alone. */
const TEMPORARY_SHARE = 0.01;
const NODES_PER_ENTRY = 4;

/** Each has about so many bytes; the Map has grown at each, and its table been replaced. */
export function writeGrowth(stem: string, aboutBytes: number): Growth {
  const nodes = Math.round(aboutBytes / BYTES_PER_NODE);
  const entries = Math.max(1, Math.round((LEAKED_SHARE * nodes) / NODES_PER_ENTRY));
  const temporaries = Math.max(1, Math.round(TEMPORARY_SHARE * nodes));
  const filler = Math.max(8, nodes - NODES_PER_ENTRY * 2 * entries - temporaries - FIXED);
  const [before, path, after] = ['before', 'path', 'after'].map(
    (name) => `${stem}-${name}.heapsnapshot`,
  ) as [string, string, string];
  const heap = (which: 0 | 1 | 2): Heap => ({
    ...{ which, filler, entries: entries * (which + 1), mostEntries: 3 * entries },
    temporaries: which === 1 ? temporaries : 0,
  });
  writeHeap(before, heap(0));
  const written = writeHeap(path, heap(1));
  writeHeap(after, heap(2));
  return {
    files: { before, path, after },
    ...written,
    planted: { class: 'Session', count: entries, holder: 'Map', property: 'sessions' },
  };
}

interface Heap {
  readonly which: 0 | 1 | 2;
  readonly filler: number;
  readonly entries: number;
  readonly mostEntries: number;
  readonly temporaries: number;
}

type NodeType = keyof typeof NODE;
type EdgeType = keyof typeof EDGE;

const NODE_TYPES =
  'hidden array string object code closure regexp number native synthetic bigint'.split(' ');
const NODE = { array: 1, string: 2, object: 3, closure: 5, number: 7, synthetic: 9 } as const;
const EDGE_TYPES = 'context element property internal hidden shortcut weak'.split(' ');
const EDGE = { context: 0, element: 1, property: 2, internal: 3, shortcut: 5, weak: 6 } as const;

/** As Node has them for a heap of small objects, in turn. */
const TYPES: readonly NodeType[] = [
  ...(['object', 'object', 'number', 'closure', 'string', 'object', 'array', 'object'] as const),
];
const SIZES = [32, 24, 16, 64, 40, 56, 1096, 128];
/** Edges of a node, in turn: two at least, of which trees are made. */
const DEGREES = [2, 2, 3, 5, 2, 6, 4, 3];
const LATER_EDGES: readonly EdgeType[] = [
  ...(['property', 'element', 'internal', 'context', 'property', 'weak', 'property'] as const),
];

const ROOT = 0;
const GC_ROOTS = 1;
const HANDLES = 2;
const GLOBAL = 3;
const APP = 4;
const MAP = 5;
const TABLE = 6;
const RECENT = 7;
const FIXED = 8;

const WORDS = [
  ...['<dummy>', '', '(GC roots)', '(Global handles)', 'global', 'App', 'Map', 'Array', 'Session'],
  ...['Request', 'app', 'sessions', 'recent', 'state', 'table', 'elements', 'key', 'tags'],
];
const word = (text: string): number => WORDS.indexOf(text);

/** Words of a table before its entries, where each has a key, a value and a link. */
const TABLE_WORDS = 5;
const ENTRY_WORDS = 3;
const NODES_PER_STRING = 4;
/** Constructors and properties have few names, texts of their own have many. */
const CLASSES = 256;
const PROPERTIES = 4096;
/** Objects that were made together lie together, and lead to each other most of all. */
const NODES_PER_RECORD = 64;
/** What many lead to: shapes, prototypes, settings. */
const SHARED = 1024;

function writeHeap(path: string, heap: Heap) {
  const { filler, entries, temporaries } = heap;
  const names = Math.ceil(filler / NODES_PER_STRING);
  const texts = { keys: WORDS.length + names, slots: WORDS.length + names + entries };
  let selfBytes = 0;
  const edges = edgeCount(heap);
  const nodes = FIXED + filler + NODES_PER_ENTRY * entries + temporaries;
  const bytes = writeSnapshot(path, {
    nodeTypes: NODE_TYPES,
    edgeTypes: EDGE_TYPES,
    ...{ nodes, edges },
    writeNodes: (writer) => {
      selfBytes = writeNodes(writer, heap, texts.keys);
    },
    writeEdges: (writer) => writeEdges(writer, heap, texts.slots),
    writeLocations(writer) {
      for (let i = 0; i < filler; i++) {
        if (TYPES[i % 8] === 'closure') writer.location(FIXED + i, (i % 97) + 1, i % 5000, i % 120);
      }
    },
    writeStrings(writer) {
      for (const text of WORDS) writer.string(text);
      for (let i = 0; i < names; i++) writer.string('property of an object'.slice(0, i % 20), i);
      for (let i = 0; i < entries; i++) writer.string('session ', i);
      for (let i = 0; i < 2 * entries; i++) writer.string('', slotOf(i));
    },
  });
  return { bytes, nodes, edges, selfBytes };
}

/** Keys and values in turn. */
const slotOf = (i: number): number => TABLE_WORDS + ENTRY_WORDS * (i >> 1) + (i & 1);

function writeNodes(
  writer: SnapshotWriter,
  { which, filler, entries, mostEntries, temporaries }: Heap,
  keys: number,
): number {
  const firstEntry = FIXED + filler;
  // What no other snapshot has gets numbers behind all others.
  const firstOther = firstEntry + NODES_PER_ENTRY * mostEntries;
  let selfBytes = 0;
  const node = (type: NodeType, name: number, number: number, size: number, edges: number) => {
    writer.node(NODE[type], name, 2 * number + 1, size, edges);
    selfBytes += size;
  };
  const tableBytes = 8 * (TABLE_WORDS + ENTRY_WORDS * entries);
  node('synthetic', word(''), ROOT, 0, 2);
  node('synthetic', word('(GC roots)'), GC_ROOTS, 0, 1);
  node('synthetic', word('(Global handles)'), HANDLES, 0, 1);
  node('object', word('global'), GLOBAL, 48, 1);
  node('object', word('App'), APP, 48, 3);
  node('object', word('Map'), MAP, 32, 1);
  node('array', word(''), firstOther + which, tableBytes, 2 * entries);
  node('object', word('Array'), RECENT, 32, temporaries);
  const names = keys - WORDS.length;
  for (let i = 0; i < filler; i++) {
    const type = TYPES[i % 8]!;
    const name = WORDS.length + (mixed(i) % (type === 'string' ? names : Math.min(CLASSES, names)));
    node(type, name, FIXED + i, SIZES[i % 8]!, DEGREES[i % 8]!);
  }
  for (let i = 0; i < entries; i++) {
    const first = firstEntry + NODES_PER_ENTRY * i;
    node('string', keys + i, first, 32, 0);
    node('object', word('Session'), first + 1, 40, 2);
    node('object', word('Array'), first + 2, 32, 1);
    node('array', word(''), first + 3, 80, 0);
  }
  for (let i = 0; i < temporaries; i++) {
    node('object', word('Request'), firstOther + 3 + i, 64, 0);
  }
  return selfBytes;
}

const FIXED_EDGES = 2 + 1 + 1 + 1 + 3 + 1;
const EDGES_PER_ENTRY = 2 + 2 + 1;

function edgeCount({ filler, entries, temporaries }: Heap): number {
  let edges = FIXED_EDGES + EDGES_PER_ENTRY * entries + temporaries;
  for (let i = 0; i < filler; i++) edges += DEGREES[i % 8]!;
  return edges;
}

function writeEdges(
  writer: SnapshotWriter,
  { filler, entries, temporaries }: Heap,
  slots: number,
): void {
  const firstEntry = FIXED + filler;
  const edge = (type: EdgeType, name: number, to: number) => writer.edge(EDGE[type], name, to);
  edge('element', 1, GC_ROOTS);
  edge('shortcut', word('global'), GLOBAL);
  edge('element', 1, HANDLES);
  edge('element', 1, GLOBAL);
  edge('property', word('app'), APP);
  edge('property', word('sessions'), MAP);
  edge('property', word('recent'), RECENT);
  edge('property', word('state'), FIXED);
  edge('internal', word('table'), TABLE);
  for (let i = 0; i < 2 * entries; i++) {
    edge('internal', slots + i, firstEntry + NODES_PER_ENTRY * (i >> 1) + (i & 1));
  }
  for (let i = 0; i < temporaries; i++) {
    edge('element', i, firstEntry + NODES_PER_ENTRY * entries + i);
  }
  const names = Math.min(PROPERTIES, Math.ceil(filler / NODES_PER_STRING));
  let count = 0;
  for (let i = 0; i < filler; i++) {
    for (let k = 0; k < DEGREES[i % 8]!; k++) {
      const to = k < 2 ? childOf(i, k, filler) : otherOf(i, mixed(count), filler);
      const type = k === 0 ? 'property' : k === 1 ? 'internal' : LATER_EDGES[count % 7]!;
      edge(type, type === 'element' ? k : WORDS.length + (mixed(count + 7) % names), FIXED + to);
      count++;
    }
  }
  for (let i = 0; i < entries; i++) {
    const first = firstEntry + NODES_PER_ENTRY * i;
    edge('property', word('key'), first);
    edge('property', word('tags'), first + 2);
    edge('internal', word('elements'), first + 3);
  }
}

/** A tree within each record, whose leaves lead to the first nodes of the next records: a tree of these. */
function childOf(node: number, k: number, filler: number): number {
  const within = node % NODES_PER_RECORD;
  const child = 2 * within + 1 + k;
  if (child < NODES_PER_RECORD) return Math.min(node - within + child, filler - 1);
  const leaf = child - NODES_PER_RECORD;
  const record = (node - within) / NODES_PER_RECORD;
  return ((record * (NODES_PER_RECORD + 1) + leaf + 1) * NODES_PER_RECORD) % filler;
}

function otherOf(node: number, random: number, filler: number): number {
  const [kind, rest] = [random % 8, random >>> 3];
  if (kind === 0) return rest % filler;
  if (kind <= 3) return rest % Math.min(SHARED, filler);
  return (node + (rest % NODES_PER_RECORD)) % filler;
}
