import { describe, expect, it } from 'vitest';
import { strongTargets } from '../../src/heap/strong-targets.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

const PAIR = 'part of key (Object @5) -> value (Object @7) pair in WeakMap (table @3)';

describe('an edge', () => {
  const heap = tinyHeap({
    root: { edges: ['shortcut 1 → key', '[1] → table'] },
    table: {
      type: 'array',
      edges: ['weak 5 → key', `internal 3 / ${PAIR} → value`, 'internal map → key'],
    },
    key: { edges: [`internal 1 / ${PAIR} → value`, 'shortcut x → value', 'p → value'] },
    value: { edges: ['hidden 3 → key', 'context x → key', 'weak 3 → key'] },
  });
  const targets = strongTargets(heap);
  /** By edge, whether it keeps alive what it leads to. */
  const edgesOf = (node: number): number[] => {
    const begin = heap.firstEdge[node]!;
    const strongTo = [...targets.slice(begin, heap.firstEdge[node + 1])];
    return strongTo.map((to, i) => (to === 0 ? 0 : to === heap.edgeTo[begin + i] ? 1 : -1));
  };

  it.each([
    ['of the root counts as a shortcut, too', heap.node.root, [1, 1]],
    ["of a WeakMap's table counts neither to the key nor to the value", heap.node.table, [0, 0, 1]],
    ["of a WeakMap's key counts to the value; a shortcut does not", heap.node.key, [1, 0, 1]],
    ['that is weak does not count, all others do', heap.node.value, [1, 1, 0]],
  ])('%s', (_, node, expected) => {
    expect(edgesOf(node)).toEqual(expected);
  });
});
