import { describe, expect, it } from 'vitest';
import type { GrowthOptions } from '../../src/analysis/growth.ts';
import { growthOfLows } from '../../src/analysis/growth-of-lows.ts';
import type { Point } from '../../src/analysis/series.ts';
import { LOOKING } from '../helpers/growth-options.ts';

const FLOORS = 2560;
const EXACT: GrowthOptions = { ...LOOKING, exact: true, toleranceBytes: 512 };

/** Floors of a collector whose garbage adds up to what is live, over some twenty teeth a doubling. */
const under = (live: (operations: number) => number): Point[] =>
  Array.from({ length: FLOORS + 1 }, (_, i) => {
    const operations = 25 * i;
    const phase = (23 * Math.log2(1 + i)) % 1;
    return { operations, operatingMs: i, bytes: live(operations) * (1 + phase) };
  });

const rateOf = (points: readonly Point[], over: Partial<GrowthOptions> = {}) =>
  growthOfLows(points, { ...EXACT, ...over });

describe('growth under teeth that grow with it', () => {
  it('is that of the lowest floors', () => {
    const growth = rateOf(under((operations) => 5000 + 20 * operations))!;
    const { estimate, low, high } = growth.bytesPerOperation;
    expect(estimate).toBeGreaterThan(18);
    expect(estimate).toBeLessThan(22);
    expect([low <= 20, high >= 20]).toEqual([true, true]);
    expect(growth).toMatchObject({ kind: 'growing', rule: 'octaves', shape: 'linear' });
  });

  it('may come in doublings of a table', () => {
    const table = (operations: number): number => 64 * 2 ** Math.floor(Math.log2(1 + operations));
    expect(rateOf(under(table))).not.toBeNull();
  });

  it.each([
    { what: 'nothing grows', live: () => 100_000 },
    { what: 'a cache fills', live: (n: number) => 20 * Math.min(n, 40_000) },
    {
      what: 'a cache fills under random keys',
      live: (n: number) => 6e5 * (1 - Math.exp(-n / 3e4)),
    },
    { what: 'it grows ever slower', live: (n: number) => 1000 * Math.sqrt(n) },
    { what: 'it grows by less than counts', live: (n: number) => 100_000 + n / 1000 },
  ])('is none where $what', ({ live }) => {
    expect(rateOf(under(live))).toBeNull();
  });

  it('is told of what is counted alone, and of enough floors', () => {
    const points = under((operations) => 20 * operations);
    expect(rateOf(points, { exact: false })).toBeNull();
    // 1/32 of these is one floor.
    expect(rateOf(points.filter((_, i) => i % 80 === 0))).toBeNull();
  });
});
