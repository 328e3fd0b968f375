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
 * flat arrays, by depth-first numbers, without recursion. What holds a node besides the one from which
 * it was found is all that is looked at: most nodes have nothing else.
 */
export function dominators(graph: HeapGraph, strongTo: Uint32Array): DominatorTree {
  const { order, parent, others, reachedCount } = depthFirst(graph, strongTo);
  const count = order.length;
  const semi = semidominators(parent, reverseEdges(others, count));
  const nearest = parent;
  const dominator = new Uint32Array(count);
  for (let w = 1; w < count; w++) {
    let d = nearest[w]!;
    const bound = semi[w]!;
    while (d > bound) d = nearest[d]!;
    nearest[w] = d;
    dominator[order[w]!] = order[d]!;
  }
  return { dominator, order, reachedCount };
}

function semidominators(
  parent: Uint32Array,
  { first, retainer }: ReturnType<typeof reverseEdges>,
): Uint32Array {
  const count = parent.length;
  const semi = new Uint32Array(count);
  // Of each, the nearest ancestor not passed over yet, and the least semidominator of all that were:
  // side by side, for they are read together.
  const links = new Uint32Array(2 * count);
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
      let x = 2 * v;
      let above = links[x]!;
      while (above > w) {
        passed[depth++] = x;
        x = 2 * above;
        above = links[x]!;
      }
      let least = links[x + 1]!;
      while (depth > 0) {
        const y = passed[--depth]!;
        if (least < links[y + 1]!) links[y + 1] = least;
        else least = links[y + 1]!;
        links[y] = above;
      }
      if (least < lowest) lowest = least;
    }
    semi[w] = lowest;
    links[2 * w] = parent[w]!;
    links[2 * w + 1] = lowest;
  }
  return semi;
}
