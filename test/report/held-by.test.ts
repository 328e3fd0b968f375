import { describe, expect, it } from 'vitest';
import type { WasmEvidence } from '../../src/analysis/wasm-evidence.ts';
import type { HeapGrowth } from '../../src/record/schema.ts';
import { heapText, heldBy } from '../../src/report/held-by.ts';
import { growthGroup, wasmHeap } from '../helpers/wasm-heap.ts';

const growth = (over: Partial<HeapGrowth> = {}): HeapGrowth =>
  growthGroup({ kind: 'lost', bytes: 51_200, blocks: 1280, blockBytes: 40, ...over });

/** Evidence that consists of these groups. */
const evidence = (held: readonly HeapGrowth[]): WasmEvidence => ({
  mechanism: 'unknown',
  heap: wasmHeap(),
  held,
  bytes: held.reduce((sum, { bytes }) => sum + bytes, 0),
  allocatedAt: [],
});

type Holder = NonNullable<HeapGrowth['holder']>;

const STATIC: Holder['root'] = { kind: 'static', from: 0x4b0, to: 0x4b4, name: null };

const held = (holder: Partial<Holder> | null, over: Partial<HeapGrowth> = {}): HeapGrowth =>
  growth({
    kind: 'held',
    holder: holder === null ? null : { root: STATIC, path: [], ...holder },
    ...over,
  });

/** The path of the only group, without the module. */
const pathOf = (group: HeapGrowth): string[] => heldBy(evidence([group]))[0]!.path.slice(1);

/** The last part of it. */
const grown = (over: Partial<HeapGrowth>): string => pathOf(held({}, over)).at(-1)!;

describe('what holds the growth', () => {
  it('is told of each group, in their order, with its share', () => {
    const groups = [
      growth({ bytes: 750, blocks: 10 }),
      held({}, { bytes: 250, blocks: 1, buffers: [{ kind: 'list', size: 9, grownBytes: 9 }] }),
    ];
    expect(heldBy(evidence(groups))).toMatchObject([
      { bytes: 750, count: 10, share: 0.75 },
      // A buffer is a block as well.
      { bytes: 250, count: 2, share: 0.25 },
    ]);
    expect(heldBy(evidence([]))).toEqual([]);
  });

  it('begins with the module', () => {
    expect(heldBy(evidence([growth()]))[0]!.path[0]).toBe('module app.wasm');
  });

  it.each([
    { kind: 'lost', said: 'nothing: lost, no address of it is left' },
    { kind: 'cycle', said: 'nothing: lost, on cycles of reference counts' },
  ] as const)('is nothing where it is $kind', ({ kind, said }) => {
    expect(pathOf(growth({ kind }))).toEqual([said, '1,280 blocks, most of 40 B']);
  });

  it.each<{ root: Holder['root']; said: string }>([
    { root: { kind: 'outside' }, said: 'a handle outside of the module' },
    { root: { kind: 'global', index: 3, name: 'CACHE' }, said: 'global CACHE' },
    { root: { kind: 'global', index: 3, name: null }, said: 'global 3' },
    { root: STATIC, said: 'static data at 0x4b0' },
    { root: { ...STATIC, name: 'CACHE' }, said: 'static CACHE (0x4b0)' },
    { root: { ...STATIC, to: 0x4bc }, said: 'static data at 0x4b0, 3 words' },
    { root: { ...STATIC, to: 0x4bc, name: 'CACHE' }, said: 'static CACHE (0x4b0), 3 words' },
  ])('has a root: $said', ({ root, said }) => {
    expect(pathOf(held({ root }))).toEqual([said, '1,280 blocks, most of 40 B']);
  });

  it('has a path from there, by size and place of each block', () => {
    const path = [
      { size: 24, offset: 8 },
      { size: 4096, offset: null },
      { size: 16, offset: 0 },
    ];
    expect(pathOf(held({ path }))).toEqual([
      'static data at 0x4b0',
      'block of 24 B, at +8',
      'block of 4 KiB',
      'block of 16 B, at +0',
      '1,280 blocks, most of 40 B',
    ]);
  });

  it('is only what has grown where no root was told', () => {
    expect(pathOf(held(null))).toEqual(['1,280 blocks, most of 40 B']);
  });

  it.each([
    { kind: 'table', said: 'growing table' },
    { kind: 'list', said: 'growing list' },
    { kind: 'plain', said: 'growing buffer' },
  ] as const)('ends in what grows itself: a $kind', ({ kind, said }) => {
    const path = [
      { size: 8192, offset: 4 },
      { size: 8192, offset: null },
    ];
    const buffers = [
      { kind: 'plain', size: 512, grownBytes: 256 } as const,
      { kind, size: 8192, grownBytes: 6144 },
    ];
    expect(pathOf(held({ path }, { buffers }))).toEqual([
      'static data at 0x4b0',
      // It is as large, but something else follows.
      'block of 8 KiB, at +4',
      `${said} of 8 KiB`,
      expect.any(String),
    ]);
  });

  it('does not call a block growing that is not the one which grew', () => {
    const buffers = [{ kind: 'list', size: 8192, grownBytes: 6144 } as const];
    const path = [{ size: 24, offset: 8 }];
    expect(pathOf(held({ path }, { buffers }))[1]).toBe('block of 24 B, at +8');
  });
});

describe('what has grown', () => {
  const buffers: HeapGrowth['buffers'] = [
    { kind: 'list', size: 8192, grownBytes: 6144 },
    { kind: 'plain', size: 4096, grownBytes: 2048 },
    { kind: 'plain', size: 2048, grownBytes: 2000 },
  ];

  it.each<{ over: Partial<HeapGrowth>; said: string }>([
    { over: { blocks: 1, blockBytes: 40 }, said: '1 block, most of 40 B' },
    { over: { blocks: 2, blockBytes: null }, said: '2 blocks' },
    {
      over: { blocks: 0, bytes: 6144, buffers: buffers.slice(0, 1) },
      said: '2 KiB grown to 8 KiB',
    },
    {
      over: { blocks: 1280, bytes: 57_344, buffers: buffers.slice(0, 1) },
      said: '1,280 blocks, most of 40 B, and 2 KiB grown to 8 KiB',
    },
    // Of buffers two, where they matter.
    {
      over: { blocks: 0, bytes: 10_192, buffers },
      said: '2 KiB grown to 8 KiB, and 2 KiB grown to 4 KiB',
    },
    {
      over: { blocks: 9, bytes: 61_440, buffers: buffers.slice(0, 1) },
      said: '9 blocks, most of 40 B, and 2 KiB grown to 8 KiB',
    },
    {
      over: { blocks: 9, bytes: 61_441, buffers: buffers.slice(0, 1) },
      said: '9 blocks, most of 40 B',
    },
  ])('is told as: $said', ({ over, said }) => {
    expect(grown(over)).toBe(said);
  });
});

describe('what a heap holds', () => {
  const heap = wasmHeap([], {
    live: { bytes: 81_960, blocks: 2049 },
    definitelyLost: { bytes: 81_920, blocks: 2048 },
    stillReachable: { bytes: 40, blocks: 1 },
    freeBytes: 1024,
    largestFreeBytes: 512,
  });

  it('is told in Valgrind’s words, and how much is retained', () => {
    expect(heapText(heap)).toEqual([
      'definitely lost 80 KiB in 2,048 blocks; indirectly lost 0 B in 0 blocks; still reachable 40 B in 1 block',
      '80 KiB live of 1 MiB of pages; 1 KiB free but retained, the largest piece 512 B',
    ]);
  });

  it('is JavaScript’s to give back where that holds something', () => {
    const [first] = heapText({ ...heap, heldOutside: { bytes: 2048, blocks: 32 } });
    expect(first).toMatch(
      /; still reachable 40 B in 1 block; held by JavaScript 2 KiB in 32 blocks$/,
    );
  });
});
