import type { HeapGraph } from './heap-graph.ts';

/** By node, the edge by which a shortest path from the root comes in, and where that begins. */
export interface ShortestPaths {
  /** `NO_EDGE` of the root, and where no strong edge leads to. */
  readonly edge: Uint32Array;
  readonly from: Uint32Array;
}

export const NO_EDGE = 0xffffffff;

/**
 * A breadth-first search along strong edges. Edges that tell nobody why an object is alive (to shapes,
 * prototypes and code, from the roots to all built-in objects) are followed only when nothing else is
 * left: of two paths the one that a person understands is taken, and of those the shortest. It ends when
 * all that are wanted are found: what leaks is mostly near a root. Null wants all.
 */
export function shortestPaths(
  graph: HeapGraph,
  strong: Uint8Array,
  wanted: Uint32Array | null = null,
): ShortestPaths {
  const { nodeCount, firstEdge, edgeTo } = graph;
  const edge = new Uint32Array(nodeCount).fill(NO_EDGE);
  const from = new Uint32Array(nodeCount);
  const queue = new Uint32Array(nodeCount);
  const isLast = lastResorts(graph);
  const state = new Uint8Array(nodeCount);
  const isWanted = new Uint8Array(nodeCount);
  let left = wanted === null ? nodeCount : 0;
  for (const node of wanted ?? []) {
    if (isWanted[node] === 0 && node !== 0) left++;
    isWanted[node] = 1;
  }
  let end = 0;
  if (nodeCount > 0) {
    queue[end++] = 0;
    state[0] = SEEN;
  }
  /** Goes through the queue from a place on; returns where it ends then. */
  const search = (begin: number, filled: number): number => {
    let last = filled;
    for (let read = begin; read < last && left > 0; read++) {
      const node = queue[read]!;
      const stop = firstEdge[node + 1]!;
      for (let at = firstEdge[node]!; at < stop; at++) {
        if (strong[at] === 0) continue;
        const to = edgeTo[at]!;
        if (state[to] !== UNSEEN) continue;
        if (isLast(at, node)) {
          state[node] = PUT_OFF;
          continue;
        }
        state[to] = SEEN;
        edge[to] = at;
        from[to] = node;
        queue[last++] = to;
        if (isWanted[to] === 1) left--;
      }
    }
    return last;
  };
  end = search(0, end);
  // What was put off, in the order in which it was found; each of it once.
  for (let i = 0; i < end && left > 0; i++) {
    const node = queue[i]!;
    if (state[node] !== PUT_OFF) continue;
    const before = end;
    for (let at = firstEdge[node]!; at < firstEdge[node + 1]!; at++) {
      const to = edgeTo[at]!;
      if (strong[at] === 0 || state[to] !== UNSEEN) continue;
      state[to] = SEEN;
      edge[to] = at;
      from[to] = node;
      queue[end++] = to;
      if (isWanted[to] === 1) left--;
    }
    end = search(before, end);
  }
  return { edge, from };
}

const UNSEEN = 0;
const SEEN = 1;
/** Seen, and leads to something by an edge that is followed when nothing else is left. */
const PUT_OFF = 2;

/** The nodes of the path to a node, the root first; empty where none leads to it. */
export function pathTo({ edge, from }: ShortestPaths, node: number): number[] {
  const path = [node];
  let at = node;
  while (edge[at] !== NO_EDGE) {
    at = from[at]!;
    path.push(at);
  }
  return at === 0 ? path.reverse() : [];
}

/** Whether an edge is followed only when nothing else is left. Each name is read once. */
function lastResorts(graph: HeapGraph): (edge: number, from: number) => boolean {
  const { nodeType, nodeTypes, nodeName, edgeType, edgeTypes, edgeName, edgeTo, strings } = graph;
  const synthetic = nodeTypes.indexOf('synthetic');
  const array = nodeTypes.indexOf('array');
  const internal = edgeTypes.indexOf('internal');
  const property = edgeTypes.indexOf('property');
  const known = new Uint8Array(strings.count);
  return (edge, from) => {
    const type = edgeType[edge]!;
    if (type !== internal && type !== property) {
      const to = edgeTo[edge]!;
      const isOfRoots = nodeType[from] === synthetic && nodeType[to] === synthetic;
      return isOfRoots && LAST_ROOTS.has(strings.get(nodeName[to]!));
    }
    // Its names are places, of which each is different.
    if (nodeType[from] === array) return false;
    const name = edgeName[edge]!;
    if (known[name] === UNREAD) known[name] = kindOf(strings.get(name));
    return known[name] === (type === property ? LAST_PROPERTY : LAST_INTERNAL);
  };
}

const UNREAD = 0;
const LAST_PROPERTY = 1;
const LAST_INTERNAL = 2;
const NEVER_LAST = 3;

function kindOf(name: string): number {
  if (LAST_PROPERTIES.has(name)) return LAST_PROPERTY;
  return LAST.has(name) ? LAST_INTERNAL : NEVER_LAST;
}

/** What V8 held at the moment of the snapshot, or holds for itself. */
const LAST_ROOTS = new Set([
  ...['(Stack roots)', '(Handle scope)', '(Compilation cache)', '(Read-only roots)'],
  ...['(Startup object cache)', '(Shareable object cache)', '(Read-only object cache)'],
]);

/** Of classes: what each object of a kind has alike. */
const LAST_PROPERTIES = new Set(['__proto__', 'prototype', 'constructor']);

/** Of V8's own, the same, and what runs at the moment. A program may call properties so: `cache.map`. */
const LAST = new Set([
  ...['map', 'initial_map', 'descriptors', 'transition', 'back_pointer', 'prototype_info'],
  ...['dependent_code', 'transition_info', 'enum_cache', 'code', 'instruction_stream'],
  ...['deoptimization_data', 'relocation_info', 'feedback_cell', 'shared', 'function_data'],
  ...['raw_outer_scope_info_or_feedback_metadata', 'scope_info', 'name_or_scope_info'],
  ...['builtin_id', 'script', 'native_context', 'embedder_data', 'current_microtask'],
]);
