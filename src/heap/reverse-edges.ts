import type { OtherEdges } from './depth-first.ts';

/**
 * Who holds whom besides the one from which it was found, in the numbers of a depth-first search: the
 * retainers of the object that was found as the `n`th are `retainer[first[n]]` to
 * `retainer[first[n + 1]]`, the end left out. Neighbours in the search are read together, which spares
 * the processor's caches.
 */
export interface ReverseEdges {
  readonly first: Uint32Array;
  readonly retainer: Uint32Array;
}

/** Sorts edges by where they lead. */
export function reverseEdges({ count, from, to }: OtherEdges, nodeCount: number): ReverseEdges {
  const first = new Uint32Array(nodeCount + 1);
  for (let edge = 0; edge < count; edge++) first[to[edge]!]!++;
  let end = 0;
  for (let i = 0; i < nodeCount; i++) {
    end += first[i]!;
    first[i] = end;
  }
  first[nodeCount] = end;
  // Filled from the end of each node's, so that what is left is where they begin.
  const retainer = new Uint32Array(count);
  for (let edge = count - 1; edge >= 0; edge--) retainer[--first[to[edge]!]!] = from[edge]!;
  return { first, retainer };
}
