import { describe, expect, it } from 'vitest';
import type { GrowthOptions } from '../../src/analysis/growth.ts';
import { growthInSteps } from '../../src/analysis/stepped-growth.ts';
import { LOOKING } from '../helpers/growth-options.ts';
import type { Law } from '../helpers/series.ts';
import { floors, fromSteps, multiplied, point, series } from '../helpers/series.ts';

/** 64 batches: the last three doublings of the operations begin at 8, 16 and 32. */
const OCTAVES = [
  { from: 8, length: 8 },
  { from: 16, length: 16 },
  { from: 32, length: 32 },
];

/** What each octave added: `inSteps` of it in its first three batches, the rest evenly in the others. */
const octaves = (bytes: readonly number[], inSteps: number) =>
  fromSteps(
    series(64, (batch) => {
      const i = OCTAVES.findIndex(({ from, length }) => batch >= from && batch < from + length);
      if (i === -1) return 0;
      const { from, length } = OCTAVES[i]!;
      return batch < from + 3
        ? (bytes[i]! * inSteps) / 3
        : (bytes[i]! * (1 - inSteps)) / (length - 3);
    }),
  );

const isGrowing = (points: ReturnType<typeof octaves>, over: Partial<GrowthOptions> = {}) =>
  growthInSteps(points, { ...LOOKING, ...over }) !== null;

describe('growth in steps', () => {
  it('holds as much in each doubling of the operations as in all before it', () => {
    expect(growthInSteps(octaves([1e5, 2e5, 4e5], 1), LOOKING)).toMatchObject({
      kind: 'growing',
      rule: 'steps',
      shape: 'staircase',
    });
  });

  // The octaves' quotients, where growth twice as large is 1: the last one is asked here.
  it.each([
    { last: 0.36, inSteps: 1, growing: true },
    { last: 0.34, inSteps: 1, growing: false },
    { last: 0.86, inSteps: 0.1, growing: true },
    { last: 0.84, inSteps: 0.1, growing: false },
  ])(
    'may fall to $last in its last octave where $inSteps of it is in steps: $growing',
    ({ last, inSteps, growing }) => {
      expect(isGrowing(octaves([1e5, 2e5, 4e5 * last], inSteps))).toBe(growing);
      expect(isGrowing(octaves([1e5, 2e5 * last, 4e5 * last], inSteps))).toBe(growing);
    },
  );

  it('may not fall a little in each octave by more than that in all', () => {
    expect(isGrowing(octaves([1e5, 2e5 * 0.61, 4e5 * 0.61 ** 2], 1))).toBe(true);
    expect(isGrowing(octaves([1e5, 2e5 * 0.58, 4e5 * 0.58 ** 2], 1))).toBe(false);
  });

  it.each([
    { last: 1.45, inSteps: 0.1, shape: 'linear' },
    { last: 1.55, inSteps: 0.1, shape: 'accelerating' },
    { last: 1.55, inSteps: 1, shape: 'staircase' },
  ])('that becomes $last times as fast, $inSteps of it in steps, is $shape', (given) => {
    const points = octaves([1e5, 2e5, 4e5 * given.last], given.inSteps);
    expect(growthInSteps(points, LOOKING)).toMatchObject({ shape: given.shape });
  });

  it.each([
    { inSteps: 0.61, growing: true },
    { inSteps: 0.59, growing: false },
  ])('is in steps where few batches hold $inSteps of it: $growing', ({ inSteps, growing }) => {
    expect(isGrowing(octaves([1e5, 2e5, 2e5], inSteps))).toBe(growing);
  });

  it.each([
    { bytes: 8190, growing: false },
    { bytes: 8193, growing: true },
  ])('adds more than may be noise in each octave: $bytes, $growing', ({ bytes, growing }) => {
    expect(isGrowing(octaves([bytes, 2 * bytes, 4 * bytes], 1))).toBe(growing);
  });

  it('is seen over three doublings of the operations', () => {
    const points = octaves([1e5, 2e5, 4e5], 1);
    expect(isGrowing(points.slice(8))).toBe(true);
    expect(isGrowing(points.slice(9))).toBe(false);
  });

  it.each([
    { share: 0.95, growing: true },
    { share: 1.05, growing: false },
  ])('is more than half of all ups and downs: they are $share of it', ({ share, growing }) => {
    const restless = octaves([1e5, 2e5, 4e5], 1).map((floor, i) =>
      // Ten floors that stand higher than both neighbours, clear of the steps.
      i > 40 && i <= 60 && i % 2 === 0
        ? { ...floor, bytes: floor.bytes + (7e5 * share) / 20 }
        : floor,
    );
    expect(isGrowing(restless)).toBe(growing);
  });

  it.each([
    { count: 20, over: {}, growing: true },
    { count: 19, over: {}, growing: false },
    { count: 19, over: { exact: true }, growing: true },
    { count: 19, over: { ranOut: true }, growing: true },
  ])('asks for 20 floors: $count, $over, $growing', ({ count, over, growing }) => {
    const points = floors(multiplied({ bytesAnItem: 16 }), { count, end: 300_000, seed: 20 });
    expect(isGrowing(points, over)).toBe(growing);
  });

  it('has the rates of the last doubling as its interval', () => {
    const law: Law = multiplied({ bytesAnItem: 16 });
    const growth = growthInSteps(floors(law, { count: 60, end: 1e6 }), LOOKING)!;
    const { low, estimate, high } = growth.bytesPerOperation;
    expect(low).toBeGreaterThan(14);
    expect(low).toBeLessThan(estimate);
    expect(estimate).toBeLessThan(high);
    expect(high).toBeLessThan(40);
  });

  it('is none where everything is level', () => {
    expect(isGrowing(octaves([0, 0, 0], 1))).toBe(false);
  });

  // Steps at 8, 16 and 32 of 64 batches, and entries of a map up to a batch.
  it.each([
    { entriesUntil: 64, growing: true },
    { entriesUntil: 24, growing: false },
    { entriesUntil: 0, growing: true },
  ])(
    'is none of a table whose entries end with batch $entriesUntil: $growing',
    ({ entriesUntil, growing }) => {
      const points = fromSteps(
        series(64, (batch) => {
          const table = [8, 16, 32].includes(batch) ? batch * 2e4 : 0;
          return table + (batch < entriesUntil ? 2e4 : 100);
        }),
      );
      expect(isGrowing(points)).toBe(growing);
    },
  );

  it('is none of a Map that holds 10,000 entries, as a server had it on Node 20', () => {
    const points = RECORDED.map(([operations, bytes]) => point(operations, bytes));
    expect(isGrowing(points)).toBe(false);
  });
});

/** Operations and bytes. */
const RECORDED: readonly (readonly [number, number])[] = [
  [1084, 4786184],
  [1682, 4824872],
  [2104, 4903096],
  [2674, 4980472],
  [3371, 5028576],
  [4065, 5072336],
  [4565, 5183392],
  [5160, 5254008],
  [5785, 5296384],
  [6327, 5323336],
  [7029, 5377208],
  [7603, 5385952],
  [8345, 5665640],
  [8956, 5711136],
  [9666, 5750176],
  [10318, 5810784],
  [10935, 5762640],
  [11677, 5769152],
  [12262, 5773416],
  [12969, 5790192],
  [13815, 5764984],
  [14481, 5780144],
  [15112, 5788296],
  [15687, 5767544],
  [16406, 6247224],
  [17186, 6240480],
  [18043, 6245872],
  [18712, 6232272],
  [19411, 6228336],
  [20296, 6239176],
  [21135, 6232208],
  [22061, 6247424],
  [22755, 6237664],
  [23666, 6252544],
  [24467, 6250256],
  [25398, 6258072],
  [26421, 6258832],
  [27134, 6269104],
];
