import type { AllClasses } from './classes-of-nodes.ts';
import { internalNames } from './edge-names.ts';
import type { HeapGraph } from './heap-graph.ts';
import { largest } from './largest.ts';

export interface Collection {
  readonly node: number;
  readonly kind: 'Map' | 'Set' | 'Array' | 'object';
  /**
   * As many as can be seen: numbers are no objects, and a snapshot doesn't show them. Null where none
   * can be seen, though there is room for some.
   */
  readonly entries: number | null;
  /** Entries for which memory is taken; null where the table is of a make that isn't known. */
  readonly capacity: number | null;
  /** The bytes of the table itself. */
  readonly tableBytes: number;
  /** Of the table, what no entry is seen in. Null where `entries` or `capacity` is. */
  readonly unusedBytes: number | null;
}

/** Those with the largest tables, at least `LEAST_TABLE_BYTES` each. */
export function largestCollections(
  graph: HeapGraph,
  { classOf, names }: AllClasses,
  top: number,
): Collection[] {
  const { nodeCount, nodeTypes, nodeType, selfSize, edgeTypes } = graph;
  const slots = internalNames(graph, 'object', ['table', 'elements', 'properties']);
  const internal = edgeTypes.indexOf('internal');
  const object = nodeTypes.indexOf('object');
  const array = nodeTypes.indexOf('array');
  const map = names.indexOf('Map');
  const set = names.indexOf('Set');
  const list = names.indexOf('Array');

  const tableNameOf = (node: number): number => {
    const own = classOf[node]!;
    return own === map || own === set
      ? slots.table
      : own === list
        ? slots.elements
        : slots.properties;
  };
  const tableOf = (node: number): number | null => {
    if (nodeType[node] !== object) return null;
    const name = tableNameOf(node);
    const end = graph.firstEdge[node + 1]!;
    for (let edge = graph.firstEdge[node]!; edge < end; edge++) {
      const to = graph.edgeTo[edge]!;
      const isTable = graph.edgeType[edge] === internal && graph.edgeName[edge] === name;
      // An object with few properties has none of a type `array`, but a list of its own kind.
      if (isTable && nodeType[to] === array) return to;
    }
    return null;
  };
  const found = largest(nodeCount, top, (node) => {
    const table = tableOf(node);
    const size = table === null ? 0 : selfSize[table]!;
    return size >= LEAST_TABLE_BYTES ? size : 0;
  });
  const wordBytes = wordBytesOf(graph);
  return found.map((node) => {
    const own = classOf[node]!;
    const kind = own === map ? 'Map' : own === set ? 'Set' : own === list ? 'Array' : 'object';
    return measure(graph, { node, kind, table: tableOf(node)!, wordBytes });
  });
}

/** Below a page, what is unused is not worth a line. */
export const LEAST_TABLE_BYTES = 4096;

/**
 * 8, or 4 where V8 compresses pointers (Chrome, Electron): an array's element takes one word, and one
 * array of many is enough to tell.
 */
function wordBytesOf({ nodeCount, nodeType, nodeTypes, selfSize, firstEdge }: HeapGraph): 4 | 8 {
  const array = nodeTypes.indexOf('array');
  for (let node = 0; node < nodeCount; node++) {
    if (nodeType[node] !== array) continue;
    const edges = firstEdge[node + 1]! - firstEdge[node]!;
    // Besides its elements it has at most a map and a few hidden ones.
    if (edges > 64 && selfSize[node]! < 8 * (edges - 8)) return 4;
  }
  return 8;
}

interface Measured {
  readonly node: number;
  readonly kind: Collection['kind'];
  readonly table: number;
  readonly wordBytes: number;
}

function measure(graph: HeapGraph, { node, kind, table, wordBytes }: Measured): Collection {
  const tableBytes = graph.selfSize[table]!;
  // Its map and its length come before.
  const words = tableBytes / wordBytes - 2;
  const layout = LAYOUTS[kind](words);
  const taken = layout === null ? null : seenEntries(graph, table, layout);
  const entries = taken === 0 ? null : taken;
  const capacity = layout?.capacity ?? null;
  return {
    node,
    kind,
    entries,
    capacity,
    tableBytes,
    unusedBytes:
      entries === null || layout === null
        ? null
        : Math.max(0, layout.capacity - entries) * layout.entryWords * wordBytes,
  };
}

interface Layout {
  /** Words before the first entry. */
  readonly start: number;
  readonly entryWords: number;
  readonly capacity: number;
}

/** V8's `OrderedHashMap` and `-Set`: three words, one a bucket, and two entries a bucket. */
const ordered =
  (entryWords: number) =>
  (words: number): Layout | null => {
    const buckets = (words - 3) / (1 + 2 * entryWords);
    return isPowerOfTwo(buckets) ? { start: 3 + buckets, entryWords, capacity: 2 * buckets } : null;
  };

const LAYOUTS: Readonly<Record<Collection['kind'], (words: number) => Layout | null>> = {
  // Key, value, and the next in the bucket.
  Map: ordered(3),
  Set: ordered(2),
  Array: (words) => ({ start: 0, entryWords: 1, capacity: words }),
  /** V8's `NameDictionary`: five or six words, by its version; then key, value and details. */
  object: (words) => {
    const start = [5, 6, 4, 7].find((start) => isPowerOfTwo((words - start) / 3));
    return start === undefined ? null : { start, entryWords: 3, capacity: (words - start) / 3 };
  },
};

const isPowerOfTwo = (value: number): boolean =>
  Number.isInteger(value) && value > 0 && Number.isInteger(Math.log2(value));

/** A table's edges are named by the words that they stand in. */
function seenEntries(graph: HeapGraph, table: number, layout: Layout): number {
  const { firstEdge, edgeType, edgeTypes, edgeName, strings } = graph;
  const internal = edgeTypes.indexOf('internal');
  const element = edgeTypes.indexOf('element');
  const isTaken = new Uint8Array(layout.capacity);
  let seen = 0;
  for (let edge = firstEdge[table]!; edge < firstEdge[table + 1]!; edge++) {
    const type = edgeType[edge];
    if (type !== internal && type !== element) continue;
    const word = type === element ? edgeName[edge]! : Number(strings.get(edgeName[edge]!));
    const entry = Math.floor((word - layout.start) / layout.entryWords);
    if (!(entry >= 0 && entry < layout.capacity) || isTaken[entry] === 1) continue;
    isTaken[entry] = 1;
    seen++;
  }
  return seen;
}
