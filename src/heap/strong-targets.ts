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

/**
 * By edge: the node that it keeps alive, or the root, which needs no edge to live, if it keeps nothing
 * alive. Searches go anywhere in memory, so one array to look into costs them half of what two do.
 */
export function strongTargets(graph: HeapGraph): Uint32Array<ArrayBuffer> {
  const { nodeType, nodeTypes, firstEdge, edgeType, edgeTypes, edgeTo } = graph;
  const targets = withoutWeakTypes(graph);
  const shortcut = edgeTypes.indexOf('shortcut');
  for (let edge = 0; edge < firstEdge[ROOT + 1]!; edge++) {
    if (edgeType[edge] === shortcut) targets[edge] = edgeTo[edge]!;
  }
  releaseWeakMaps(graph, targets);
  const synthetic = nodeTypes.indexOf('synthetic');
  let node = nodeType.indexOf(synthetic);
  for (; node !== -1; node = nodeType.indexOf(synthetic, node + 1)) {
    if (isTableOfStrings(graph, node)) targets.fill(ROOT, firstEdge[node], firstEdge[node + 1]);
  }
  return targets;
}

const ROOT = 0;

/** Of shortcuts the root's alone are strong. */
const WEAK = ['weak', 'shortcut'];

/** They are few, and V8 finds them faster than a loop does. */
function withoutWeakTypes({ edgeType, edgeTypes, edgeTo }: HeapGraph) {
  const targets = edgeTo.slice();
  for (const type of WEAK.map((name) => edgeTypes.indexOf(name))) {
    for (let edge = edgeType.indexOf(type); edge !== -1; edge = edgeType.indexOf(type, edge + 1)) {
      targets[edge] = ROOT;
    }
  }
  return targets;
}

/** The names of V8's roots that keep nothing alive. */
const STRING_TABLES = new Set(['(Internalized strings)', '(External strings)']);

/** Of a synthetic node. */
function isTableOfStrings({ nodeName, strings }: HeapGraph, node: number): boolean {
  return STRING_TABLES.has(strings.get(nodeName[node]!));
}

/** Of the edges from a WeakMap's table to its values: their names tell of both. */
function releaseWeakMaps(graph: HeapGraph, targets: Uint32Array): void {
  const { strings, nodeId, edgeName } = graph;
  const pairs = strings.withText(PAIR);
  if (pairs.length === 0) return;
  const isPair = new Uint8Array(strings.count);
  for (const name of pairs) isPair[name] = 1;
  const found = edgesOfArrays(graph, isPair);
  for (let i = 0; i < found.length; i += 2) {
    const [table, edge] = [found[i]!, found[i + 1]!];
    if (tableOfPair(strings.get(edgeName[edge]!)) === nodeId[table]) targets[edge] = ROOT;
  }
}

/** Arrays and their internal edges of certain names, in turn. */
function edgesOfArrays(
  { nodeType, nodeTypes, firstEdge, edgeType, edgeTypes, edgeName }: HeapGraph,
  isNamed: Uint8Array,
): number[] {
  const array = nodeTypes.indexOf('array');
  const internal = edgeTypes.indexOf('internal');
  const found: number[] = [];
  for (let node = nodeType.indexOf(array); node !== -1; node = nodeType.indexOf(array, node + 1)) {
    const end = firstEdge[node + 1]!;
    for (let edge = firstEdge[node]!; edge < end; edge++) {
      if (edgeType[edge] === internal && isNamed[edgeName[edge]!] === 1) found.push(node, edge);
    }
  }
  return found;
}

const PAIR = 'pair in WeakMap (';

/**
 * The number of the table, of an entry's name; null of other names.
 * "3 / part of key (Object @6175) -> value (Object @6171) pair in WeakMap (table @68525)"
 */
export function tableOfPair(name: string): number | null {
  const [, table] = /pair in WeakMap \([^@]*@(\d+)\)$/.exec(name) ?? [];
  return table === undefined ? null : Number(table);
}
