import { describe, expect, it } from 'vitest';
import { growthUnderNoise } from '../../src/analysis/growth-under-noise.ts';
import type { Point } from '../../src/analysis/series.ts';
import { LOOKING } from '../helpers/growth-options.ts';
import { fromSteps, series } from '../helpers/series.ts';

const found = (points: readonly Point[]) => growthUnderNoise(points, points, LOOKING);

/** Teeth of four floors over what is kept. */
const underTeeth = (steps: readonly number[]): Point[] =>
  fromSteps(steps).map((floor, i) => ({ ...floor, bytes: floor.bytes + 300_000 * (i % 4) }));

describe('growth under a sawtooth', () => {
  it('is seen in the lowest floors of eight stretches', () => {
    expect(found(underTeeth(series(63, () => 40_000)))).toMatchObject({
      kind: 'growing',
      rule: 'levels',
      shape: 'linear',
    });
  });

  it('is none where the lowest floors stay', () => {
    expect(found(underTeeth(series(63, () => 0)))).toBeNull();
  });

  it('asks for two floors a stretch', () => {
    expect(found(fromSteps(series(15, () => 40_000)))).not.toBeNull();
    expect(found(fromSteps(series(14, () => 40_000)))).toBeNull();
  });

  it('must show in each stretch', () => {
    const still = (from: number, to: number) =>
      series(63, (i) => (i >= from && i < to ? 0 : 40_000));
    // A stretch has eight floors.
    expect(found(fromSteps(still(24, 30)))).not.toBeNull();
    expect(found(fromSteps(still(23, 33)))).toBeNull();
  });

  // The levels of the fourth and of the eighth stretch are 32 floors apart.
  it.each([
    { step: 256, growing: false },
    { step: 257, growing: true },
  ])('adds more than may be noise in the later half: $step, $growing', ({ step, growing }) => {
    expect(found(fromSteps(series(63, () => step))) !== null).toBe(growing);
  });

  it.each([
    { factor: 1.4, shape: 'linear' },
    { factor: 1.6, shape: 'accelerating' },
  ])('that becomes $factor times as fast is $shape', ({ factor, shape }) => {
    const steps = series(63, (i) => (i < 30 ? 40_000 : 40_000 * factor));
    expect(found(fromSteps(steps))).toMatchObject({ shape });
  });

  it('that slows is none', () => {
    expect(found(fromSteps(series(63, (i) => (i < 32 ? 40_000 : 20_000))))).toBeNull();
  });
});
