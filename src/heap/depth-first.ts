import type { HeapGraph } from './heap-graph.ts';

/** All nodes in the order in which a depth-first search along strong edges finds them. */
export interface DepthFirst {
  readonly order: Uint32Array;
  /** By node: its place in the order. */
  readonly numberOf: Uint32Array;
  /** By node: how many strong edges lead to it, those from itself left out. */
  readonly retainerCount: Uint32Array;
  /** By number: the number of the one from which it was found; 0 of the root. */
  readonly parent: Uint32Array;
  /** How many strong edges lead to from the root; the others come behind them. */
  readonly reachedCount: number;
}

/**
 * The collector ran before V8 wrote the snapshot, so that all that is in it was alive: what no strong
 * edge leads to is held by something that the snapshot doesn't show. The search begins anew there, as
 * if the root led to it: with those that nothing leads to, so that what they hold is below them, then
 * with what is left, which are cycles.
 */
export function depthFirst(graph: HeapGraph, strong: Uint8Array): DepthFirst {
  const { nodeCount, firstEdge, edgeTo } = graph;
  const numberOf = new Uint32Array(nodeCount).fill(UNSEEN);
  const retainerCount = new Uint32Array(nodeCount);
  const order = new Uint32Array(nodeCount);
  const parent = new Uint32Array(nodeCount);
  // By depth, the next edge and the end of each node's: the top of a stack is in the processor's
  // caches, where a cursor by node is not.
  const nextEdge = new Uint32Array(nodeCount);
  const edgeEnd = new Uint32Array(nodeCount);
  let count = 0;

  function search(start: number): void {
    let depth = 0;
    let node = start;
    let edge = firstEdge[node]!;
    let end = firstEdge[node + 1]!;
    numberOf[node] = count;
    order[count++] = node;
    for (;;) {
      if (edge === end) {
        if (depth === 0) return;
        node = order[parent[numberOf[node]!]!]!;
        depth--;
        edge = nextEdge[depth]!;
        end = edgeEnd[depth]!;
        continue;
      }
      const isStrong = strong[edge] === 1;
      const to = edgeTo[edge++]!;
      if (!isStrong || to === node) continue;
      retainerCount[to]!++;
      if (numberOf[to] !== UNSEEN) continue;
      nextEdge[depth] = edge;
      edgeEnd[depth] = end;
      depth++;
      parent[count] = numberOf[node]!;
      numberOf[to] = count;
      order[count++] = to;
      node = to;
      edge = firstEdge[node]!;
      end = firstEdge[node + 1]!;
    }
  }

  if (nodeCount > 0) search(0);
  const reachedCount = count;
  if (count < nodeCount) {
    const isHeld = new Uint8Array(nodeCount);
    for (let node = 0; node < nodeCount; node++) {
      if (numberOf[node] !== UNSEEN) continue;
      for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
        if (strong[edge] === 1 && edgeTo[edge] !== node) isHeld[edgeTo[edge]!] = 1;
      }
    }
    for (const wanted of [0, 1]) {
      for (let node = 0; node < nodeCount; node++) {
        if (numberOf[node] === UNSEEN && isHeld[node] === wanted) search(node);
      }
    }
  }
  return { order, numberOf, retainerCount, parent, reachedCount };
}

const UNSEEN = 0xffffffff;
