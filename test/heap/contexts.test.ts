import { describe, expect, it } from 'vitest';
import { detachedNodes, largestContexts } from '../../src/heap/contexts.ts';
import { examineHeap } from '../../src/heap/examined-heap.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

describe('what closures keep', () => {
  const heap = tinyHeap({
    root: { edges: ['f → f', 'g → g'] },
    f: { type: 'closure', edges: ['internal context → shared'] },
    g: { type: 'closure', edges: ['internal context → shared'] },
    shared: {
      name: 'system / Context',
      edges: ['context small → small', 'context log → log', 'internal previous → empty'],
    },
    empty: { name: 'system / Context', edges: ['internal scope_info → small'] },
    small: { bytes: 1 },
    log: { bytes: 500 },
  });
  const { retained, closures } = examineHeap(heap);

  it('is told with the variables, the largest first, and with the functions', () => {
    expect(largestContexts(heap, retained, closures, 10)).toEqual([
      {
        node: heap.node.shared,
        variables: [
          { name: 'log', node: heap.node.log },
          { name: 'small', node: heap.node.small },
        ],
        closures: [heap.node.f, heap.node.g],
        closureCount: 2,
      },
    ]);
  });
});

describe('detached nodes', () => {
  const heap = tinyHeap({
    root: { edges: ['a → a', 'b → b', 'c → c'] },
    a: { type: 'native', name: '<p>', detachedness: 2, bytes: 10 },
    b: { type: 'native', name: '<div>', detachedness: 2, bytes: 20, edges: ['x → text'] },
    c: { type: 'native', name: '<ul>', detachedness: 1, bytes: 40 },
    text: { bytes: 5 },
  });

  it('are counted, those that retain most first', () => {
    const { retained } = examineHeap(heap);
    const { a, b } = heap.node;
    expect(detachedNodes(heap, retained, 10)).toEqual({ count: 2, bytes: 30, top: [b, a] });
    expect(detachedNodes({ ...heap, detachedness: null }, retained, 10)).toBe(null);
  });
});
