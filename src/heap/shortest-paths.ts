import type { HeapGraph } from './heap-graph.ts';
import { NO_INDEX } from './no-index.ts';

/** By node, the edge by which a shortest path from the root comes in, and where that begins. */
export interface ShortestPaths {
  /** `NO_EDGE` of the root, and where no strong edge leads to. */
  readonly edge: Uint32Array;
  readonly from: Uint32Array;
}

export const NO_EDGE = NO_INDEX;

/**
 * A breadth-first search along strong edges. Edges that tell nobody why an object is alive (to shapes,
 * prototypes and code, from the roots to all built-in objects) are followed only when nothing else is
 * left: of two paths the one that a person understands is taken, and of those the shortest. It ends when
 * all that are wanted are found: what leaks is mostly near a root. Null wants all.
 */
export function shortestPaths(
  graph: HeapGraph,
  strongTo: Uint32Array,
  wanted: Uint32Array | null = null,
): ShortestPaths {
  const { nodeCount, firstEdge, strings } = graph;
  const edge = new Uint32Array(nodeCount).fill(NO_EDGE);
  const from = new Uint32Array(nodeCount);
  const queue = new Uint32Array(nodeCount);
  const state = new Uint8Array(nodeCount);
  const isWanted = new Uint8Array(nodeCount);
  let left = wanted === null ? nodeCount : 0;
  for (let i = 0; i < (wanted?.length ?? 0); i++) {
    const node = wanted![i]!;
    if (isWanted[node] === 0 && node !== 0) left++;
    isWanted[node] = 1;
  }
  const read = new Uint8Array(strings.count);
  const search = createSearch({ graph, strongTo, read, edge, from, queue, state, isWanted });
  /** Goes through the queue from a place on; returns where it ends then. */
  function goOn(begin: number, filled: number): number {
    const at: Cursor = { node: begin, edge: 0, end: filled, left };
    for (let name = search(at); name !== NO_INDEX; name = search(at)) {
      read[name] = kindOf(strings.get(name));
    }
    left = at.left;
    return at.end;
  }
  if (nodeCount === 0) return { edge, from };
  state[0] = SEEN;
  let end = goOn(0, 1);
  // What was put off, in the order in which it was found; each of it once.
  for (let i = 0; i < end && left > 0; i++) {
    const node = queue[i]!;
    if (state[node] !== PUT_OFF) continue;
    const before = end;
    for (let at = firstEdge[node]!; at < firstEdge[node + 1]!; at++) {
      const to = strongTo[at]!;
      if (state[to] !== UNSEEN) continue;
      state[to] = SEEN;
      edge[to] = at;
      from[to] = node;
      queue[end++] = to;
      left -= isWanted[to]!;
    }
    end = goOn(before, end);
  }
  return { edge, from };
}

const UNSEEN = 0;
const SEEN = 1;
/** Seen, and leads to something by an edge that is followed when nothing else is left. */
const PUT_OFF = 2;

/** Where in the queue a search is. */
interface Cursor {
  node: number;
  /** Of the node's edges, how many it has passed. */
  edge: number;
  end: number;
  /** Of those that are wanted, how many it has not found. */
  left: number;
}

/**
 * Goes on through the queue, until it meets a name that nobody has read: it returns that, and is to be
 * called again. A loop that calls nothing is compiled in a third of the time.
 */
function createSearch({
  graph,
  strongTo,
  read,
  edge,
  from,
  queue,
  state,
  isWanted,
}: {
  readonly graph: HeapGraph;
  readonly strongTo: Uint32Array;
  /** By name, what it says of an edge; 0 where nobody has read it. */
  readonly read: Uint8Array;
  readonly edge: Uint32Array;
  readonly from: Uint32Array;
  readonly queue: Uint32Array;
  readonly state: Uint8Array;
  readonly isWanted: Uint8Array;
}): (cursor: Cursor) => number {
  const { firstEdge, edgeName, edgeType, edgeTypes, nodeName, nodeType, nodeTypes } = graph;
  const array = nodeTypes.indexOf('array');
  const synthetic = nodeTypes.indexOf('synthetic');
  // By type of edge, the kind of names by which it is followed only when nothing else is left.
  const last = Uint8Array.from(edgeTypes, (type) => LAST_BY_TYPE[type] ?? LAST_ROOT);
  return (cursor) => {
    let { node: next, edge: passed, end, left } = cursor;
    for (; next < end && left > 0; next++) {
      const node = queue[next]!;
      const type = nodeType[node];
      const stop = firstEdge[node + 1]!;
      for (let at = firstEdge[node]! + passed; at < stop; at++) {
        const to = strongTo[at]!;
        if (state[to] !== UNSEEN) continue;
        const kind = last[edgeType[at]!]!;
        // The edges of an array are named by their places, of which each is different.
        const isNamed =
          kind === LAST_ROOT ? type === synthetic && nodeType[to] === synthetic : type !== array;
        if (isNamed) {
          const name = kind === LAST_ROOT ? nodeName[to]! : edgeName[at]!;
          const kinds = read[name]!;
          if (kinds === 0) {
            cursor.node = next;
            cursor.edge = at - firstEdge[node]!;
            cursor.end = end;
            cursor.left = left;
            return name;
          }
          if ((kinds & kind) !== 0) {
            state[node] = PUT_OFF;
            continue;
          }
        }
        state[to] = SEEN;
        edge[to] = at;
        from[to] = node;
        queue[end++] = to;
        left -= isWanted[to]!;
      }
      passed = 0;
    }
    cursor.end = end;
    cursor.left = left;
    return NO_INDEX;
  };
}

const LAST_PROPERTY = 1;
const LAST_INTERNAL = 2;
const LAST_ROOT = 4;
const READ = 8;

/** Of all other types, a root's name tells. */
const LAST_BY_TYPE: Readonly<Record<string, number>> = {
  property: LAST_PROPERTY,
  internal: LAST_INTERNAL,
};

const kindOf = (name: string): number =>
  READ |
  (LAST_PROPERTIES.has(name) ? LAST_PROPERTY : 0) |
  (LAST_INTERNALS.has(name) ? LAST_INTERNAL : 0) |
  (LAST_ROOTS.has(name) ? LAST_ROOT : 0);

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

/** What V8 held at the moment of the snapshot, or holds for itself. */
const LAST_ROOTS = new Set([
  ...['(Stack roots)', '(Handle scope)', '(Compilation cache)', '(Read-only roots)'],
  ...['(Startup object cache)', '(Shareable object cache)', '(Read-only object cache)'],
]);

/** Of classes: what each object of a kind has alike. */
const LAST_PROPERTIES = new Set(['__proto__', 'prototype', 'constructor']);

/** Of V8's own, the same, and what runs at the moment. A program may call properties so: `cache.map`. */
const LAST_INTERNALS = new Set([
  ...['map', 'initial_map', 'descriptors', 'transition', 'back_pointer', 'prototype_info'],
  ...['dependent_code', 'transition_info', 'enum_cache', 'code', 'instruction_stream'],
  ...['deoptimization_data', 'relocation_info', 'feedback_cell', 'shared', 'function_data'],
  ...['raw_outer_scope_info_or_feedback_metadata', 'scope_info', 'name_or_scope_info'],
  ...['builtin_id', 'script', 'native_context', 'embedder_data', 'current_microtask'],
]);
