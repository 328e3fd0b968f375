import { depthFirst } from './depth-first.ts';
import type { HeapGraph } from './heap-graph.ts';
import { reverseEdges } from './reverse-edges.ts';

/** An object dominates what is reached through it alone, and would be freed with it. */
export interface DominatorTree {
  /** By node: the nearest node that dominates it; the root's is itself. */
  readonly dominator: Uint32Array;
  /** All nodes, each behind the one that dominates it. */
  readonly order: Uint32Array;
  /** How many of `order`, from its beginning, strong edges lead to from the root. */
  readonly reachedCount: number;
}

/**
 * Semi-NCA (Georgiadis, Tarjan and Werneck, "Finding Dominators in Practice", 2006): semidominators
 * as Lengauer and Tarjan find them, then the nearest common ancestors in the tree as it grows. In
 * flat arrays, by depth-first numbers, without recursion; eight words a node and one a strong edge.
 */
export function dominators(graph: HeapGraph, strong: Uint8Array): DominatorTree {
  const search = depthFirst(graph, strong);
  const { order, parent, reachedCount } = search;
  const count = order.length;
  const semi = semidominators(parent, reverseEdges(graph, strong, search));
  const nearest = parent;
  for (let w = 1; w < count; w++) {
    let d = nearest[w]!;
    const bound = semi[w]!;
    while (d > bound) d = nearest[d]!;
    nearest[w] = d;
  }
  const dominator = search.numberOf;
  for (let w = 0; w < count; w++) dominator[order[w]!] = order[nearest[w]!]!;
  return { dominator, order, reachedCount };
}

function semidominators(
  parent: Uint32Array,
  { first, retainer }: ReturnType<typeof reverseEdges>,
): Uint32Array {
  const count = parent.length;
  const semi = new Uint32Array(count);
  // Of those above `w`: the nearest ancestor not passed over yet, and the least semidominator of all
  // that were.
  const ancestor = parent.slice();
  const least = new Uint32Array(count);
  const passed = new Uint32Array(count);

  for (let w = count - 1; w > 0; w--) {
    // What was found where nothing leads to has the root for a parent, and so for a semidominator.
    let lowest = parent[w]!;
    const end = first[w + 1]!;
    for (let i = first[w]!; i < end && lowest > 0; i++) {
      const v = retainer[i]!;
      if (v < w) {
        if (v < lowest) lowest = v;
        continue;
      }
      let depth = 0;
      let x = v;
      while (ancestor[x]! > w) {
        passed[depth++] = x;
        x = ancestor[x]!;
      }
      while (depth > 0) {
        const y = passed[--depth]!;
        if (least[x]! < least[y]!) least[y] = least[x]!;
        ancestor[y] = ancestor[x]!;
        x = y;
      }
      if (least[v]! < lowest) lowest = least[v]!;
    }
    semi[w] = lowest;
    least[w] = lowest;
  }
  return semi;
}
