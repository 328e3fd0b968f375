import type { DepthFirst } from './depth-first.ts';
import type { HeapGraph } from './heap-graph.ts';

/**
 * Who holds whom, in the numbers of a depth-first search: the retainers of the object that was found
 * as the `n`th are `retainer[first[n]]` to `retainer[first[n + 1]]`, the end left out. Neighbours in
 * the search are read together, which spares the processor's caches.
 */
export interface ReverseEdges {
  readonly first: Uint32Array;
  readonly retainer: Uint32Array;
}

/** Turns strong edges round, those that lead to where they begin left out. */
export function reverseEdges(
  { firstEdge, edgeTo }: HeapGraph,
  strong: Uint8Array,
  { order, retainerCount }: Pick<DepthFirst, 'order' | 'retainerCount'>,
): ReverseEdges {
  const count = order.length;
  const first = new Uint32Array(count + 1);
  // By node, and not by number: an edge costs one look into memory less.
  const next = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const node = order[i]!;
    next[node] = first[i]!;
    first[i + 1] = first[i]! + retainerCount[node]!;
  }
  const retainer = new Uint32Array(first[count]!);
  for (let from = 0; from < count; from++) {
    const node = order[from]!;
    const end = firstEdge[node + 1]!;
    for (let edge = firstEdge[node]!; edge < end; edge++) {
      const to = edgeTo[edge]!;
      if (strong[edge] === 1 && to !== node) retainer[next[to]!++] = from;
    }
  }
  return { first, retainer };
}
