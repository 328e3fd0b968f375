import type { DominatorTree } from './dominators.ts';

/** What a node dominates at once: `node[first[n]]` to `node[first[n + 1]]`, the end left out. */
export interface Dominated {
  readonly first: Uint32Array;
  readonly node: Uint32Array;
}

export function dominatedNodes({ dominator, order }: DominatorTree): Dominated {
  const count = order.length;
  const first = new Uint32Array(count + 1);
  for (let i = 1; i < count; i++) first[dominator[order[i]!]! + 1]!++;
  for (let i = 0; i < count; i++) first[i + 1]! += first[i]!;
  const next = first.slice(0, count);
  const node = new Uint32Array(Math.max(0, count - 1));
  for (let i = 1; i < count; i++) {
    const child = order[i]!;
    node[next[dominator[child]!]!++] = child;
  }
  return { first, node };
}

/**
 * Walks the dominator tree from its root: `enter` before what a node dominates, `leave` behind it.
 * Without recursion, for a linked list of millions is as deep.
 */
export function walkDominated(
  { dominator }: DominatorTree,
  { first, node: children }: Dominated,
  enter: (node: number) => void,
  leave: (node: number) => void,
): void {
  if (dominator.length === 0) return;
  const next = first.slice(0, dominator.length);
  let node = 0;
  enter(node);
  for (;;) {
    const at = next[node]!;
    if (at < first[node + 1]!) {
      next[node] = at + 1;
      node = children[at]!;
      enter(node);
    } else {
      leave(node);
      if (node === 0) return;
      node = dominator[node]!;
    }
  }
}
