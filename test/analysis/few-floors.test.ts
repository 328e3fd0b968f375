import { describe, expect, it } from 'vitest';
import { fewFloors } from '../../src/analysis/few-floors.ts';
import { LAST } from '../helpers/growth-options.ts';
import { fromSteps, series } from '../helpers/series.ts';

/** Four times the tolerance. */
const PLAIN = 4 * 8192;
const found = (steps: readonly number[]) => fewFloors(fromSteps(steps, 10), LAST);

describe('a few floors', () => {
  it.each([
    { batches: 5, growing: false },
    { batches: 6, growing: true },
    { batches: 9, growing: true },
  ])('of $batches batches that grow plainly and alike are growth: $growing', (given) => {
    expect(found(series(given.batches, () => PLAIN)) !== null).toBe(given.growing);
  });

  it('have the interval from the slowest of the later batches to the fastest', () => {
    const growth = found([1, 1, 50_000, 52_000, 54_000, 48_000, 50_000]);
    expect(growth).toMatchObject({
      rule: 'few-floors',
      shape: 'linear',
      bytesPerOperation: { estimate: 5000, low: 4800, high: 5400 },
    });
  });

  it.each([
    // Five later batches: that all of them are above, or all below, the median is one of 16.
    { batches: 6, confidence: 1 - 1 / 16 },
    { batches: 14, confidence: 1 - 1 / 64 },
    { batches: 40, confidence: 0.999 },
  ])('of $batches batches have an interval of a confidence of $confidence', (given) => {
    const growth = found(series(given.batches, () => PLAIN));
    expect(growth).toMatchObject({ confidence: given.confidence });
  });

  it('leave the first batches out: they load and compile', () => {
    expect(found([9e6, 2e6, 50_000, 50_000, 50_000, 50_000, 50_000])).not.toBeNull();
    expect(found([9e6, 2e6, 9e6, 50_000, 50_000, 50_000, 50_000])).toBeNull();
  });

  it.each([
    { step: PLAIN, growing: true },
    { step: PLAIN - 1, growing: false },
  ])('with one batch of $step bytes are plain: $growing', ({ step, growing }) => {
    const steps = [PLAIN, PLAIN, PLAIN, step, PLAIN, PLAIN, PLAIN];
    expect(found(steps) !== null).toBe(growing);
  });

  it.each([
    { name: 'one batch at 0.81 of the typical', odd: 81_000, growing: true },
    { name: 'one at 0.79', odd: 79_000, growing: false },
    { name: 'one at 1.24', odd: 124_000, growing: true },
    { name: 'one at 1.26', odd: 126_000, growing: false },
  ])('with $name are alike: $growing', ({ odd, growing }) => {
    const steps = [1e5, 1e5, 1e5, odd, 1e5, 1e5, 1e5];
    expect(found(steps) !== null).toBe(growing);
  });
});
