import type { HeapGraph } from './heap-graph.ts';

/** All nodes in the order in which a depth-first search along strong edges finds them. */
export interface DepthFirst {
  readonly order: Uint32Array;
  /** By node: its place in the order. */
  readonly numberOf: Uint32Array;
  /** By number: the number of the one from which it was found; 0 of the root. */
  readonly parent: Uint32Array;
  readonly others: OtherEdges;
  /** How many strong edges lead to from the root; the others come behind them. */
  readonly reachedCount: number;
}

/**
 * Strong edges by which nothing was found, in the order in which they were met, by the numbers of their
 * ends; those from a node to itself left out. To note them here spares a second walk over the heap.
 */
export interface OtherEdges {
  readonly count: number;
  /** As long as there are edges: memory that is never touched is never taken. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** By number: how many of them lead there. */
  readonly countTo: Uint32Array;
}

/**
 * The collector ran before V8 wrote the snapshot, so that all that is in it was alive: what no strong
 * edge leads to is held by something that the snapshot doesn't show. The search begins anew there, as
 * if the root led to it: with those that nothing leads to, so that what they hold is below them, then
 * with what is left, which are cycles.
 */
export function depthFirst(graph: HeapGraph, strong: Uint8Array): DepthFirst {
  const { nodeCount, edgeCount, firstEdge } = graph;
  const strongTo = strongTargets(graph, strong);
  const numberOf = new Uint32Array(nodeCount).fill(UNSEEN);
  const order = new Uint32Array(nodeCount);
  const parent = new Uint32Array(nodeCount);
  const from = new Uint32Array(edgeCount);
  const to = new Uint32Array(edgeCount);
  const countTo = new Uint32Array(nodeCount);
  // By depth, the next edge and the end of each node's: the top of a stack is in the processor's
  // caches, where a cursor by node is not.
  const nextEdge = new Uint32Array(nodeCount);
  const edgeEnd = new Uint32Array(nodeCount);
  let found = 0;
  let others = 0;

  function search(start: number): void {
    let depth = 0;
    let node = start;
    let edge = firstEdge[node]!;
    let end = firstEdge[node + 1]!;
    // Kept in registers: in the scope around, each would be written to memory at every edge.
    let count = found;
    let other = others;
    let number = count;
    numberOf[node] = count;
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
      if (target === node) continue;
      const known = numberOf[target]!;
      if (known !== UNSEEN) {
        from[other] = number;
        to[other++] = known;
        countTo[known]!++;
        continue;
      }
      nextEdge[depth] = edge;
      edgeEnd[depth] = end;
      depth++;
      parent[count] = number;
      numberOf[target] = count;
      order[count] = target;
      number = count++;
      node = target;
      edge = firstEdge[node]!;
      end = firstEdge[node + 1]!;
    }
    found = count;
    others = other;
  }

  if (nodeCount > 0) search(0);
  const reachedCount = found;
  if (found < nodeCount) {
    const isHeld = new Uint8Array(nodeCount);
    for (let node = 0; node < nodeCount; node++) {
      if (numberOf[node] !== UNSEEN) continue;
      for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
        if (strongTo[edge] !== node) isHeld[strongTo[edge]!] = 1;
      }
    }
    for (const wanted of [0, 1]) {
      for (let node = 0; node < nodeCount; node++) {
        if (numberOf[node] === UNSEEN && isHeld[node] === wanted) search(node);
      }
    }
  }
  return { order, numberOf, parent, others: { count: others, from, to, countTo }, reachedCount };
}

const UNSEEN = 0xffffffff;

/**
 * By edge: the node that it leads to, or the one where it begins if it keeps nothing alive. The search
 * goes anywhere in memory, so one array to look into costs it half of what two do.
 */
function strongTargets({ nodeCount, firstEdge, edgeTo }: HeapGraph, strong: Uint8Array) {
  const targets = edgeTo.slice();
  for (let node = 0; node < nodeCount; node++) {
    const end = firstEdge[node + 1]!;
    for (let edge = firstEdge[node]!; edge < end; edge++) {
      if (strong[edge] === 0) targets[edge] = node;
    }
  }
  return targets;
}
