import { describe, expect, it } from 'vitest';
import { growthInterval, noisyGrowthInterval } from '../../src/analysis/growth-interval.ts';
import { fromSteps, series } from '../helpers/series.ts';

const interval = (steps: readonly number[], exact = false) =>
  growthInterval(fromSteps(steps), { confidence: 0.999, exact });

describe('the interval of growth', () => {
  it('of a line has the width that the reading of a floor leaves: 64 bytes over all', () => {
    const { low, estimate, high } = interval(series(20, () => 40_000));
    expect(estimate).toBe(40);
    expect(low).toBeCloseTo(40 - 64 / 20_000, 9);
    expect(high).toBeCloseTo(40 + 64 / 20_000, 9);
  });

  // The allocator of a WASM module counts to the byte: its reading leaves nothing behind.
  it('of what is counted to the byte has no width', () => {
    expect(
      interval(
        series(20, () => 40_000),
        true,
      ),
    ).toEqual({ estimate: 40, low: 40, high: 40 });
  });

  it('holds the rate of the objects alone, where a table doubles beside them', () => {
    const { low, high } = interval(series(40, (i) => 40_000 + ([7, 14, 28].includes(i) ? 2e5 : 0)));
    expect(low).toBeLessThanOrEqual(40);
    expect(high).toBeGreaterThan(40 + 2e5 / 28_000 / 2);
  });

  it('holds the mean rate to each floor of the second half', () => {
    const steps = series(20, (i) => (i === 18 ? 440_000 : 40_000));
    // (20 · 40,000 + 400,000) / 20,000, and just before the step.
    expect(interval(steps).high).toBeGreaterThanOrEqual((19 * 40_000 + 400_000) / 19_000);
    expect(interval(steps).low).toBeLessThanOrEqual(40);
  });

  it.each([
    { high: 2, width: 'wide' },
    { high: 3, width: 'narrow' },
  ])('holds the mean rate from each of the first three floors: $high, $width', (given) => {
    // One floor stands high: from it on, growth looks slower by 400,000 bytes in all.
    const steps = series(20, (i) =>
      i === given.high - 1 ? 440_000 : i === given.high ? -360_000 : 40_000,
    );
    const { low } = interval(steps);
    const fromIt = (18 * 40_000 - 400_000) / 18_000;
    if (given.width === 'wide') expect(low).toBeLessThanOrEqual(fromIt);
    else expect(low).toBeGreaterThan(39);
  });

  it('does not look at the mean rates of the first half', () => {
    const steps = series(20, (i) => (i === 0 ? 440_000 : i === 1 ? -360_000 : 40_000));
    expect(interval(steps).high).toBeLessThan(41);
  });

  it('reaches down to the lower batches: the runtime adds to most of them, and takes nothing', () => {
    const steps = series(20, (i) => (i % 3 === 0 ? 40_000 : 40_300));
    expect(interval(steps).low).toBeLessThanOrEqual(40);
  });
});

describe('the interval of growth under a sawtooth', () => {
  it('is found of thousands of floors, as a run of an hour has them', () => {
    const points = fromSteps(series(4000, () => 40_000));
    const within = { estimate: 40, low: 39, high: 41 };
    expect(noisyGrowthInterval(points, within)).toEqual(within);
  });

  it('does not count mean rates below 0', () => {
    const points = fromSteps(series(40, (i) => (i === 0 ? -1e7 : 40_000)));
    const { low } = noisyGrowthInterval(points, { estimate: 40, low: 39, high: 41 });
    expect(low).toBeGreaterThan(0);
  });
});
