import { describe, expect, it } from 'vitest';
import { birthWindows, isGrowth } from '../../src/heap/births.ts';
import type { Blocks } from '../../src/heap/marker.ts';

const blocksAt = (starts: readonly number[], size = 16): Blocks => ({
  count: starts.length,
  starts: Uint32Array.from(starts),
  sizes: new Uint32Array(starts.length).fill(size),
  slots: new Uint32Array(starts.length),
  parents: new Uint32Array(starts.length),
  order: new Uint32Array(),
});
/** Ten allocations in each window. */
const ENDS = [10, 20, 30, 40, 50, 60, 70, 80];

describe('a counted block is of the window', () => {
  it.each([
    [1, 0],
    [10, 0],
    [11, 1],
    [20, 1],
    [21, 2],
    [70, 6],
    [71, 7],
    // Made after the last window's end was noted.
    [81, 7],
  ])('that has its number: %i of %i', (sequence, window) => {
    expect([...birthWindows(blocksAt([800]), () => sequence, ENDS, [])]).toEqual([window]);
  });

  it('and of no later one than there has been', () => {
    const ends = ENDS.slice(0, 4);
    expect([...birthWindows(blocksAt([800]), () => 55, ends, [])]).toEqual([3]);
  });

  it('also where rests would say otherwise', () => {
    const blocks = blocksAt([800]);
    expect([...birthWindows(blocks, () => 65, ENDS, [blocks])]).toEqual([6]);
  });
});

describe('a block that was not counted', () => {
  const uncounted = (starts: readonly number[], earlier: readonly Blocks[]): number[] => [
    ...birthWindows(blocksAt(starts), () => 0, ENDS, earlier),
  ];
  const starts = [100, 200, 300, 400, 500, 600];

  it.each([
    { since: 'before the first', earlier: [starts, starts], windows: [0, 1, 0, 1, 0, 1] },
    { since: 'between the rests', earlier: [[], starts], windows: [2, 3, 2, 3, 2, 3] },
    { since: 'after the second', earlier: [[], []], windows: [4, 5, 6, 7, 4, 5] },
    { since: 'after the only one', earlier: [[]], windows: [2, 3, 2, 3, 2, 3] },
  ])('is of the windows between the rests that it came up in: $since', ({ earlier, windows }) => {
    const rests = earlier.map((rest) => blocksAt(rest));
    expect(uncounted(starts, rests)).toEqual(windows);
  });

  it('is of the first window before any rest', () => {
    expect(uncounted(starts, [])).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('is another one where its size is another', () => {
    const earlier = [blocksAt(starts, 24), blocksAt(starts)];
    expect(uncounted(starts, earlier)).toEqual([2, 3, 2, 3, 2, 3]);
  });

  it.each(starts)('is found among all others: %i', (start) => {
    expect(uncounted([start], [blocksAt(starts)])).toEqual([0]);
    expect(uncounted([start + 8], [blocksAt(starts)])).toEqual([2]);
  });

  it('stands beside counted ones', () => {
    const blocks = blocksAt([100, 200]);
    const sequenceOf = (block: number): number => (block === 0 ? 35 : 0);
    expect([...birthWindows(blocks, sequenceOf, ENDS, [blocksAt([]), blocksAt([])])]).toEqual([
      3, 4,
    ]);
  });
});

describe('growth', () => {
  it.each([
    [0, false],
    [1, true],
    [5, true],
    [6, false],
    [7, false],
  ])('is told by window %i: %s', (window, tells) => {
    expect(isGrowth(window)).toBe(tells);
  });
});
