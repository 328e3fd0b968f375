import { describe, expect, it } from 'vitest';
import { mechanismOf } from '../../src/analysis/mechanism.ts';
import type { HeapGrowth, WasmHeap } from '../../src/record/schema.ts';
import { buffer, growthGroup, wasmHeap } from '../helpers/wasm-heap.ts';

const mechanism = (
  over: Partial<HeapGrowth>,
  allocator: WasmHeap['allocator'] = 'dlmalloc',
  others: readonly HeapGrowth[] = [],
) => {
  const group = growthGroup({ bytes: 1000, ...over });
  return mechanismOf(group, [group, ...others], wasmHeap([], { allocator }));
};

describe('the mechanism', () => {
  it.each([
    { of: 'a cycle of reference counts', over: { kind: 'cycle' }, is: 'cycle' },
    { of: 'what nothing leads to', over: { kind: 'lost' }, is: 'forget' },
    { of: 'lost buffers', over: { kind: 'lost', buffers: [buffer('list', 900)] }, is: 'forget' },
    { of: 'blocks that something holds', over: {}, is: 'leaky-cache' },
    { of: 'a table', over: { buffers: [buffer('table', 900)] }, is: 'leaky-cache' },
    { of: 'a small table', over: { buffers: [buffer('table', 1)] }, is: 'leaky-cache' },
    { of: 'a list', over: { buffers: [buffer('list', 900)] }, is: 'growing-vec' },
    { of: 'a list of large things', over: { buffers: [buffer('list', 1)] }, is: 'growing-vec' },
    {
      of: 'a block that is half of it',
      over: { buffers: [buffer('plain', 500)] },
      is: 'growing-vec',
    },
    { of: 'a block that is less', over: { buffers: [buffer('plain', 499)] }, is: 'leaky-cache' },
    {
      of: 'two blocks that together are half of it',
      over: { buffers: [buffer('plain', 250), buffer('plain', 250)] },
      is: 'growing-vec',
    },
    {
      of: 'a list beside a block that grew more',
      over: { buffers: [buffer('plain', 300), buffer('list', 30)] },
      is: 'growing-vec',
    },
    {
      of: 'a list that hardly grew beside it',
      over: { buffers: [buffer('plain', 300), buffer('list', 29)] },
      is: 'leaky-cache',
    },
    {
      of: 'a list with a table a tenth as large',
      over: { buffers: [buffer('table', 80), buffer('list', 800)] },
      is: 'leaky-cache',
    },
    {
      of: 'a list with a smaller table',
      over: { buffers: [buffer('table', 79), buffer('list', 800)] },
      is: 'growing-vec',
    },
  ] as const)('of $of is $is', ({ over, is }) => {
    expect(mechanism({ ...over, buffers: [...('buffers' in over ? over.buffers : [])] })).toBe(is);
  });

  const list = [buffer('list', 800)];
  const plain = (grownBytes: number) => [growthGroup({ buffers: [buffer('plain', grownBytes)] })];

  it.each(['tlsf', 'stub'] as const)(
    'of two blocks that grow under %s is a cache: AssemblyScript’s Map has two',
    (allocator) => {
      expect(mechanism({ buffers: list }, allocator)).toBe('growing-vec');
      expect(mechanism({ buffers: list }, allocator, plain(80))).toBe('leaky-cache');
      expect(mechanism({ buffers: list }, allocator, plain(79))).toBe('growing-vec');
      expect(mechanism({}, allocator, plain(80))).toBe('leaky-cache');
    },
  );

  it.each(['dlmalloc', 'emmalloc'] as const)(
    'of a list beside another block that grows under %s is a list',
    (allocator) => {
      expect(mechanism({ buffers: list }, allocator, plain(800))).toBe('growing-vec');
    },
  );
});
