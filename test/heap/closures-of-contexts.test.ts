import { expect, it } from 'vitest';
import { closuresOfContexts } from '../../src/heap/closures-of-contexts.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

it('finds the functions of each context, in their order', () => {
  const heap = tinyHeap({
    root: { edges: ['f → f'] },
    f: { type: 'closure', edges: ['internal shared → code', 'internal context → outer'] },
    g: { type: 'closure', edges: ['internal context → inner'] },
    h: { type: 'closure', edges: ['internal context → outer'] },
    // Of this name, but no function's context.
    object: { edges: ['internal context → outer', 'context → outer'] },
    bare: { type: 'closure', edges: ['context → outer'] },
    outer: { name: 'system / Context' },
    inner: { name: 'system / Context' },
    empty: { name: 'system / Context' },
    code: { type: 'code' },
  });
  const { f, g, h, outer, inner, empty } = heap.node;
  const closuresOf = closuresOfContexts(heap);
  expect([outer, inner, empty].map((node) => [...closuresOf(node)])).toEqual([[f, h], [g], []]);
});
