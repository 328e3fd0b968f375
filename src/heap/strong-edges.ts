import type { HeapGraph } from './heap-graph.ts';

/*
 * Which edges keep an object alive. All that is said of paths, dominators and retained sizes rests on
 * this one convention:
 *
 * - Weak edges don't count: the collector doesn't follow them.
 * - An entry of a WeakMap is alive while both its key and its table are, which a graph of single edges
 *   can't say. V8 writes the edge twice, from the key and from the table. The key's counts, the
 *   table's doesn't: it is the key whose end ends the value.
 * - Shortcuts count from the root alone, where they lead to the global objects. Elsewhere they repeat
 *   what other edges say.
 * - Edges from V8's tables of strings don't count. V8 writes them as if they did, but the collector
 *   takes strings out of these tables that nothing else holds (`Heap::IterateWeakRoots`): the keys of
 *   a cache are freed with it.
 * - All other edges count, those from V8's own roots too: what a handle or a cache of V8's keeps alive
 *   is told to be held by it. No owner is guessed.
 *
 * memlab and DevTools differ in the tables of strings; `scripts/compare-retained.ts` counts how often.
 */

/** By edge: 1 where it keeps its target alive. */
export function strongEdges(graph: HeapGraph): Uint8Array {
  const { nodeCount, nodeType, nodeTypes, firstEdge, edgeCount, edgeType, edgeTypes } = graph;
  const shortcut = edgeTypes.indexOf('shortcut');
  const isStrong = Uint8Array.from(edgeTypes, (type) => (WEAK.has(type) ? 0 : 1));
  const strong = new Uint8Array(edgeCount);
  for (let edge = 0; edge < edgeCount; edge++) strong[edge] = isStrong[edgeType[edge]!]!;
  if (nodeCount > 0) {
    for (let edge = 0; edge < firstEdge[ROOT + 1]!; edge++) {
      if (edgeType[edge] === shortcut) strong[edge] = 1;
    }
  }
  const array = nodeTypes.indexOf('array');
  const synthetic = nodeTypes.indexOf('synthetic');
  const passWeakMap = weakMapTables(graph);
  for (let node = 0; node < nodeCount; node++) {
    const type = nodeType[node];
    if (type === array) passWeakMap(node, strong);
    else if (type === synthetic && isTableOfStrings(graph, node)) {
      strong.fill(0, firstEdge[node], firstEdge[node + 1]);
    }
  }
  return strong;
}

/** Of shortcuts the root's alone are strong. */
const WEAK = new Set(['weak', 'shortcut']);
const ROOT = 0;

/** The names of V8's roots that keep nothing alive. */
const STRING_TABLES = new Set(['(Internalized strings)', '(External strings)']);

/** Of a synthetic node. */
function isTableOfStrings({ nodeName, strings }: HeapGraph, node: number): boolean {
  return STRING_TABLES.has(strings.get(nodeName[node]!));
}

/**
 * Unmarks a WeakMap's edges from its table to the values. Other tables' edges are named by their
 * places: with the first such name it is none of a WeakMap, and no more is read of the millions.
 */
function weakMapTables({
  strings,
  firstEdge,
  edgeType,
  edgeTypes,
  edgeName,
  nodeId,
}: HeapGraph): (node: number, strong: Uint8Array) => void {
  const internal = edgeTypes.indexOf('internal');
  // By name: most tables have the same, and each is read once.
  const kind = new Uint8Array(strings.count);
  return (node, strong) => {
    for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
      if (edgeType[edge] !== internal) continue;
      const name = edgeName[edge]!;
      if (kind[name] === UNREAD) kind[name] = kindOf(strings.get(name));
      if (kind[name] === PLACE) return;
      if (kind[name] === PAIR && tableOf(strings.get(name)) === nodeId[node]) strong[edge] = 0;
    }
  };
}

const UNREAD = 0;
const PLACE = 1;
const PAIR = 2;
const OTHER = 3;

function kindOf(name: string): number {
  if (/^\d+$/.test(name)) return PLACE;
  return name.includes('part of key') ? PAIR : OTHER;
}

/** "3 / part of key (Object @6175) -> value (Object @6171) pair in WeakMap (table @68525)" */
function tableOf(name: string): number | null {
  const [, table] = /pair in WeakMap \([^@]*@(\d+)\)$/.exec(name) ?? [];
  return table === undefined ? null : Number(table);
}
