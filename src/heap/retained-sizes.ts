import type { DominatorTree } from './dominators.ts';
import type { HeapGraph } from './heap-graph.ts';

/** By node: its own bytes and those of all that it dominates. As doubles: heaps are larger than 4 GB. */
export function retainedSizes({ selfSize }: HeapGraph, tree: DominatorTree): Float64Array {
  const { order, dominator } = tree;
  const retained = selfSize.slice();
  for (let i = order.length - 1; i > 0; i--) {
    const node = order[i]!;
    retained[dominator[node]!]! += retained[node]!;
  }
  return retained;
}
