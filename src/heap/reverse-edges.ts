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
export function reverseEdges({ count, from, to, countTo }: OtherEdges): ReverseEdges {
  const nodeCount = countTo.length;
  const first = new Uint32Array(nodeCount + 1);
  for (let i = 0; i < nodeCount; i++) first[i + 1] = first[i]! + countTo[i]!;
  const next = countTo;
  next.set(first.subarray(0, nodeCount));
  const retainer = new Uint32Array(count);
  for (let edge = 0; edge < count; edge++) retainer[next[to[edge]!]!++] = from[edge]!;
  return { first, retainer };
}
