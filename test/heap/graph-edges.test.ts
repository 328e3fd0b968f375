import { describe, expect, it } from 'vitest';
import { followEdge, hasClass } from '../../src/heap/graph-edges.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

const heap = tinyHeap({
  root: { edges: ['[1] → a', 'hidden 1 → a', 'internal shared → b', 'shared → a', 'weak key → b'] },
  a: { name: 'A' },
  // Its number is that of an element above.
  b: { name: 'B', edges: ['A → a'] },
});

describe('an edge', () => {
  it('is found by its name, the first of several', () => {
    expect(followEdge(heap, heap.node.root, 'shared')).toBe(heap.node.b);
    expect(followEdge(heap, heap.node.root, 'key')).toBe(heap.node.b);
    expect(followEdge(heap, heap.node.b, 'A')).toBe(heap.node.a);
  });

  it.each(['missing', '1', 'A'])('is null where there is none: %s', (name) => {
    expect(followEdge(heap, heap.node.root, name)).toBeNull();
  });
});

describe('a class', () => {
  it('is that of the object, in full', () => {
    expect(hasClass(heap, heap.node.a, 'A')).toBe(true);
    expect(hasClass(heap, heap.node.a, 'B')).toBe(false);
    expect(hasClass(heap, heap.node.a, '')).toBe(false);
  });
});
