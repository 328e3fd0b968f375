import { describe, expect, it } from 'vitest';
import { grownOf, steadyGrowth } from '../../src/analysis/steady-growth.ts';
import { buffer, growthGroup, wasmHeap, windows } from '../helpers/wasm-heap.ts';

const isSteady = (byWindow: number[]): boolean =>
  steadyGrowth(wasmHeap([growthGroup({ byWindow })])).length > 0;

describe('growth is steady', () => {
  it.each([
    { where: 'each part leaves as much', byWindow: windows(1000) },
    { where: 'the warm-up leaves nothing', byWindow: windows(1000, { 0: 0 }) },
    { where: 'the last part has left nothing yet', byWindow: windows(1000, { 7: 0 }) },
    { where: 'one part stands out', byWindow: windows(1000, { 2: 3000 }) },
    { where: 'one part leaves a quarter', byWindow: windows(1000, { 4: 250 }) },
    // Of 3000 in the first half, a quarter.
    { where: 'the later half leaves a quarter', byWindow: [0, 1000, 1000, 1000, 250, 250, 250, 0] },
  ])('where $where', ({ byWindow }) => {
    expect(isSteady(byWindow)).toBe(true);
  });

  it.each([
    { where: 'there is none', byWindow: windows(0) },
    { where: 'one part leaves less than a quarter', byWindow: windows(1000, { 4: 249 }) },
    { where: 'one part leaves nothing', byWindow: windows(1000, { 1: 0 }) },
    { where: 'only the latest entries are there', byWindow: [0, 0, 0, 0, 0, 0, 500, 1000] },
    { where: 'a cache has filled', byWindow: [1000, 1000, 1000, 900, 0, 0, 0, 0] },
    {
      where: 'the later half leaves less than a quarter',
      byWindow: [0, 1000, 1000, 1000, 250, 250, 249, 0],
    },
    {
      where: 'the earlier half leaves less than a quarter',
      byWindow: [0, 250, 250, 249, 1000, 1000, 1000, 0],
    },
  ])('but not where $where', ({ byWindow }) => {
    expect(isSteady(byWindow)).toBe(false);
  });

  it.each([
    { share: 'half', grownBytes: 500, held: 1 },
    { share: 'less than half', grownBytes: 499, held: 0 },
  ])('where $share of it is a block that grows: $held', ({ grownBytes, held }) => {
    const buffers = [buffer('plain', grownBytes - 100), buffer('list', 100)];
    const group = growthGroup({ bytes: 1000, byWindow: windows(0), buffers });
    expect(grownOf(group)).toBe(grownBytes);
    expect(steadyGrowth(wasmHeap([group]))).toHaveLength(held);
  });
});

describe('what is lost', () => {
  it.each([
    { freed: 0.02, kinds: ['lost', 'cycle'] },
    { freed: 0.021, kinds: [] },
  ])('must have stayed so: of $freed freed later', ({ freed, kinds }) => {
    const groups = [growthGroup({ kind: 'lost' }), growthGroup({ kind: 'cycle' })];
    const steady = steadyGrowth(wasmHeap(groups, { lostThenFreed: freed }));
    expect(steady.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('may be freed where it was held', () => {
    const heap = wasmHeap([growthGroup({ kind: 'held' })], { lostThenFreed: 1 });
    expect(steadyGrowth(heap)).toHaveLength(1);
  });

  it('must grow steadily', () => {
    const lost = growthGroup({ kind: 'lost', byWindow: [9, 9, 9, 9, 0, 0, 0, 0] });
    expect(steadyGrowth(wasmHeap([lost]))).toEqual([]);
  });
});

describe('of several groups', () => {
  it('the largest is the first', () => {
    const groups = [1, 3, 2].map((bytes) =>
      growthGroup({ bytes, kind: bytes === 3 ? 'lost' : 'held' }),
    );
    expect(steadyGrowth(wasmHeap(groups)).map(({ bytes }) => bytes)).toEqual([3, 2, 1]);
  });

  const early = growthGroup({
    bytes: 30,
    blocks: 3,
    byWindow: [10, 10, 10, 10, 0, 0, 0, 0],
    sites: [{ stack: ['at early'], bytes: 1, count: 1 }],
  });
  const late = growthGroup({
    bytes: 20,
    blocks: 2,
    byWindow: [0, 0, 0, 0, 10, 10, 10, 10],
    buffers: [buffer('list', 5)],
    sites: [{ stack: ['at late'], bytes: 1, count: 1 }],
  });

  it('none of which is steady alone, those that are held count together', () => {
    expect(steadyGrowth(wasmHeap([early, late]))).toEqual([
      {
        ...early,
        bytes: 50,
        blocks: 5,
        byWindow: windows(10),
        buffers: late.buffers,
        sites: [...early.sites, ...late.sites],
      },
    ]);
  });

  it('do not count together beside a steady one, nor with what is lost', () => {
    const steady = growthGroup({ bytes: 5 });
    expect(steadyGrowth(wasmHeap([early, late, steady]))).toEqual([steady]);
    expect(steadyGrowth(wasmHeap([early, { ...late, kind: 'lost' }]))).toEqual([]);
  });
});
