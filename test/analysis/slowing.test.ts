import { describe, expect, it } from 'vitest';
import { isSlowing, slows, slowsByOctaves } from '../../src/analysis/slowing.ts';
import { fromSteps, series } from '../helpers/series.ts';

const halves = (share: number) => fromSteps(series(39, (i) => (i < 19 ? 1000 : 1000 * share)));

describe('growth', () => {
  it.each([
    { share: 1, slowing: false },
    { share: 0.66, slowing: false },
    { share: 0.64, slowing: true },
    { share: 0, slowing: true },
  ])('at $share of its rate in the later half slows: $slowing', ({ share, slowing }) => {
    expect(isSlowing(halves(share))).toBe(slowing);
  });

  it('that slows before the cut slows, but for the very first floors', () => {
    const all = (fast: number) => fromSteps(series(39, (i) => (i < fast ? 9000 : 1000)));
    const kept = (fast: number) => all(fast).slice(19);
    expect(slows(kept(18), all(18))).toBe(true);
    // 15 % of 40 floors are 6.
    expect(slows(kept(6), all(6))).toBe(false);
    expect(slows(kept(8), all(8))).toBe(true);
  });

  it('that slows after the cut slows', () => {
    const all = fromSteps(series(39, (i) => (i < 19 ? 0 : i < 29 ? 1000 : 500)));
    expect(slows(all.slice(19), all)).toBe(true);
  });
});

describe('the octaves of growth', () => {
  /** Rates of the last three doublings of 64 batches. */
  const octaves = (rates: readonly number[]) =>
    fromSteps(series(64, (i) => rates[i < 16 ? 0 : i < 32 ? 1 : 2]!));

  it.each([
    { rates: [1000, 1000, 1000], slowing: false },
    { rates: [1000, 1000, 810], slowing: false },
    { rates: [1000, 1000, 790], slowing: true },
    { rates: [1000, 800, 660], slowing: false },
    { rates: [1000, 790, 640], slowing: true },
    // A table that doubled early.
    { rates: [500, 2000, 1700], slowing: false },
  ])('with rates of $rates slow: $slowing', ({ rates, slowing }) => {
    expect(slowsByOctaves(octaves(rates))).toBe(slowing);
  });

  it('end with the lowest of the last three floors', () => {
    const steady = octaves([1000, 1000, 1000]);
    const high = steady.map((floor, i) =>
      i >= 63 ? { ...floor, bytes: floor.bytes + 90_000 } : floor,
    );
    expect(slowsByOctaves(high)).toBe(false);
    // Growth that has ended is no less so where the last floor stands high.
    const ended = octaves([1000, 1000, 0]).map((floor, i) =>
      i >= 63 ? { ...floor, bytes: floor.bytes + 90_000 } : floor,
    );
    expect(slowsByOctaves(ended)).toBe(true);
  });
});
