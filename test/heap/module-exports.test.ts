import { describe, expect, it } from 'vitest';
import { exportedVariable, MODULE } from '../../src/heap/module-exports.ts';
import type { Objects } from '../helpers/object-heap.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

describe('an exported variable', () => {
  const exporting = (module: string, ...more: readonly string[]): Objects => ({
    [module]: { name: MODULE, edges: ['internal exports → names', 'hidden 6 → cells', ...more] },
    cells: { type: 'array', edges: ['internal 0 → other', 'internal 1 → cell'] },
    names: {
      type: 'array',
      edges: [
        'internal 4 → "cache"',
        'internal 5 → cell',
        'internal 7 → "other"',
        'internal 8 → other',
      ],
    },
    '"cache"': { type: 'string', name: 'cache' },
    '"other"': { type: 'string', name: 'other' },
    cell: { name: 'system / Cell' },
    other: { name: 'system / Cell' },
  });

  it('is told by the key of its cell among the module’s exports', () => {
    const heap = tinyHeap<string>({ root: {}, ...exporting('module') });
    const { module, cell, other } = heap.node;
    expect(exportedVariable(heap, module!, cell!)).toEqual({ module, name: 'cache' });
    expect(exportedVariable(heap, module!, other!)).toEqual({ module, name: 'other' });
  });

  it('is told of the module that is imported from', () => {
    const heap = tinyHeap<string>({
      root: {},
      ...exporting('module'),
      importing: { name: MODULE, edges: ['hidden 6 → cells', 'hidden 7 → requested'] },
      requested: { type: 'array', edges: ['internal 0 → no-module', 'internal 1 → module'] },
      'no-module': { edges: ['internal names → names'] },
    });
    const { importing, module, cell } = heap.node;
    expect(exportedVariable(heap, importing!, cell!)).toEqual({ module, name: 'cache' });
  });

  it('is not known where no module exports it', () => {
    const heap = tinyHeap<string>({
      root: {},
      ...exporting('module'),
      module: { name: MODULE, edges: ['hidden 6 → cells'] },
    });
    expect(exportedVariable(heap, heap.node.module!, heap.node.cell!)).toBeNull();
  });
});
