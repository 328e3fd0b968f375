import { expect, test } from 'vitest';
import { accumulations } from '../../src/heap/accumulations.ts';
import { examineHeap } from '../../src/heap/examined-heap.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

test('an object whose part holds nearly all is only on the way to where it comes together', () => {
  const heap = tinyHeap({
    root: { edges: ['app → app', 'config → config'] },
    app: { bytes: 10, edges: ['cache → cache'] },
    cache: { name: 'Map', bytes: 10, edges: ['internal table → table'] },
    table: { type: 'array', bytes: 300, edges: ['internal 1 → a', 'internal 2 → b'] },
    a: { bytes: 150 },
    b: { bytes: 160 },
    config: { bytes: 40 },
  });
  const { graph, tree, retained } = examineHeap(heap);
  const { cache, b, a, config } = heap.node;
  expect(accumulations(graph, tree, retained, 10)).toEqual([cache, b, a, config]);
});
