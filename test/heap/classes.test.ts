import { expect, test } from 'vitest';
import { heapClasses } from '../../src/heap/classes.ts';
import { examineHeap } from '../../src/heap/examined-heap.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

test('a class counts each byte once, though one of its objects holds another', () => {
  const { graph, classes, tree, dominated, retained } = examineHeap(
    tinyHeap({
      root: { bytes: 0, edges: ['a → outer', 'b → other'] },
      outer: { name: 'Node', bytes: 10, edges: ['next → inner'] },
      inner: { name: 'Node', bytes: 10, edges: ['text → text'] },
      text: { type: 'string', bytes: 5 },
      other: { name: 'Node', bytes: 1 },
    }),
  );
  const found = heapClasses(graph, classes.all, tree, dominated, retained);
  expect(found).toEqual([
    { name: 'Node', count: 3, bytes: 21, retainedBytes: 26 },
    { name: '(roots)', count: 1, bytes: 0, retainedBytes: 26 },
    { name: '(string)', count: 1, bytes: 5, retainedBytes: 5 },
  ]);
});
