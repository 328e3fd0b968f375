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
  const { nodeCount, firstEdge, edgeType, edgeTypes } = graph;
  const weak = edgeTypes.indexOf('weak');
  const shortcut = edgeTypes.indexOf('shortcut');
  const internal = edgeTypes.indexOf('internal');
  const isOfOwnTable = ephemeronsOf(graph);
  const isOfStrings = stringTables(graph);
  const strong = new Uint8Array(graph.edgeCount);
  for (let node = 0; node < nodeCount; node++) {
    if (isOfStrings(node)) continue;
    const end = firstEdge[node + 1]!;
    for (let edge = firstEdge[node]!; edge < end; edge++) {
      const type = edgeType[edge]!;
      if (type === weak) continue;
      if (type === shortcut && node !== ROOT) continue;
      if (type === internal && isOfOwnTable(edge, node)) continue;
      strong[edge] = 1;
    }
  }
  return strong;
}

const ROOT = 0;

/** The names of V8's roots that keep nothing alive. */
const STRING_TABLES = new Set(['(Internalized strings)', '(External strings)']);

function stringTables({
  nodeType,
  nodeTypes,
  nodeName,
  strings,
}: HeapGraph): (node: number) => boolean {
  const synthetic = nodeTypes.indexOf('synthetic');
  return (node) => nodeType[node] === synthetic && STRING_TABLES.has(strings.get(nodeName[node]!));
}

/** Whether an internal edge is a WeakMap's from its table to a value. Each name is read once. */
function ephemeronsOf({
  strings,
  edgeName,
  nodeId,
}: HeapGraph): (edge: number, from: number) => boolean {
  // By name: the table, where it is an ephemeron's. A snapshot may have as many names as nodes.
  const tables = new Uint32Array(strings.count);
  return (edge, from) => {
    const name = edgeName[edge]!;
    if (tables[name] === UNKNOWN) tables[name] = tableOf(strings.get(name)) ?? NO_TABLE;
    return tables[name] === nodeId[from] && tables[name] !== NO_TABLE;
  };
}

const UNKNOWN = 0;
/** The root's number, which is no table. */
const NO_TABLE = 1;

/** "3 / part of key (Object @6175) -> value (Object @6171) pair in WeakMap (table @68525)" */
function tableOf(name: string): number | null {
  if (!name.includes('part of key')) return null;
  const [, table] = /pair in WeakMap \([^@]*@(\d+)\)$/.exec(name) ?? [];
  return table === undefined ? null : Number(table);
}
