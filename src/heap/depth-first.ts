import type { HeapGraph } from './heap-graph.ts';
import { NO_INDEX } from './no-index.ts';

/** All nodes in the order in which a depth-first search along strong edges finds them. */
export interface DepthFirst {
  readonly order: Uint32Array;
  /** By number: the number of the one from which it was found; 0 of the root. */
  readonly parent: Uint32Array;
  readonly others: OtherEdges;
  /** How many strong edges lead to from the root; the others come behind them. */
  readonly reachedCount: number;
}

/**
 * Strong edges by which nothing was found, in the order in which they were met, by the numbers of their
 * ends; those from a node to itself and those to the root left out. To note them here spares a second walk
 * over the heap.
 */
export interface OtherEdges {
  readonly count: number;
  /** As long as there are edges: memory that is never touched is never taken. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/**
 * The collector ran before V8 wrote the snapshot, so that all that is in it was alive: what no strong
 * edge leads to is held by something that the snapshot doesn't show. The search begins anew there, as
 * if the root led to it: with those that nothing leads to, so that what they hold is below them, then
 * with what is left, which are cycles.
 */
export function depthFirst(graph: HeapGraph, strongTo: Uint32Array): DepthFirst {
  const { nodeCount, edgeCount, firstEdge } = graph;
  // By node, side by side, for they are read together: where its edges begin, and its number.
  const nodes = new Uint32Array(2 * nodeCount + 2);
  for (let node = 0; node <= nodeCount; node++) {
    nodes[2 * node] = firstEdge[node]!;
    nodes[2 * node + 1] = UNSEEN;
  }
  const order = new Uint32Array(nodeCount);
  const parent = new Uint32Array(nodeCount);
  const from = new Uint32Array(edgeCount);
  const to = new Uint32Array(edgeCount);
  // By depth, the next edge and the end of each node's: the top of a stack is in the processor's
  // caches, where a cursor by node is not.
  const nextEdge = new Uint32Array(nodeCount);
  const edgeEnd = new Uint32Array(nodeCount);
  let found = 0;
  let others = 0;
  let touched = 0;

  function search(start: number): void {
    let depth = 0;
    let node = start;
    let edge = nodes[2 * node]!;
    let end = nodes[2 * node + 2]!;
    // Kept in registers: in the scope around, each would be written to memory at every edge.
    let count = found;
    let other = others;
    let ahead = touched;
    let number = count;
    nodes[2 * node + 1] = count;
    order[count++] = node;
    for (;;) {
      if (edge === end) {
        if (depth === 0) break;
        number = parent[number]!;
        node = order[number]!;
        depth--;
        edge = nextEdge[depth]!;
        end = edgeEnd[depth]!;
        continue;
      }
      const target = strongTo[edge++]!;
      if (target === node || target === 0) continue;
      const known = nodes[2 * target + 1]!;
      if (known !== UNSEEN) {
        from[other] = number;
        to[other++] = known;
        continue;
      }
      parent[count] = number;
      nodes[2 * target + 1] = count;
      order[count] = target;
      const first = nodes[2 * target]!;
      const last = nodes[2 * target + 2]!;
      if (first === last) {
        count++;
        continue;
      }
      nextEdge[depth] = edge;
      edgeEnd[depth] = end;
      depth++;
      number = count++;
      node = target;
      edge = first;
      end = last;
      // The processor fetches all of these at once, where the search would wait for one by one.
      const few = Math.min(last, first + TOUCHED);
      for (let next = first; next < few; next++) ahead ^= nodes[2 * strongTo[next]!]!;
    }
    found = count;
    others = other;
    touched = ahead;
  }

  if (nodeCount > 0) search(0);
  const reachedCount = found;
  if (found < nodeCount) {
    const isHeld = new Uint8Array(nodeCount);
    for (let node = 0; node < nodeCount; node++) {
      if (nodes[2 * node + 1] !== UNSEEN) continue;
      for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
        if (strongTo[edge] !== node) isHeld[strongTo[edge]!] = 1;
      }
    }
    for (const wanted of [0, 1]) {
      for (let node = 0; node < nodeCount; node++) {
        if (nodes[2 * node + 1] === UNSEEN && isHeld[node] === wanted) search(node);
      }
    }
  }
  return { order, parent, others: { count: others, from, to }, reachedCount };
}

/** How many edges of a node are looked ahead. */
const TOUCHED = 8;

const UNSEEN = NO_INDEX;
