import { describe, expect, it } from 'vitest';
import { cutWarmUp } from '../../src/analysis/warm-up.ts';
import { floors, JS_HEAP, leak, nothing, point, saturating } from '../helpers/series.ts';

const linear = floors(leak(100), { count: 20, end: 20_000 });
/** Growth that is slower in each batch than in the one before. */
const dying = floors(saturating(1e9, 2000), { count: 20, end: 20_000 });
const warm = (steps: number) =>
  linear.map((point, i) => ({ ...point, bytes: point.bytes - 100_000 * Math.max(0, steps - i) }));

describe('the warm-up', () => {
  it('of what grows evenly is nothing', () => {
    const even = linear.map((_, i) => point(1024 * i, 64 * i));
    expect(cutWarmUp(even)).toEqual(even);
  });

  it.each([1, 2, 3, 5])('of %i large steps is cut off, and no more', (steps) => {
    expect(cutWarmUp(warm(steps)).map(({ operations }) => operations)).toEqual(
      linear.slice(steps).map(({ operations }) => operations),
    );
  });

  it('of what is restless throughout is nothing: less data would be less certain', () => {
    const restless = linear.map((_, i) => point(1024 * i, 1024 * (2 * i + (i % 2))));
    expect(cutWarmUp(restless)).toEqual(restless);
  });

  it('is at most half of all', () => {
    expect(cutWarmUp(dying)).toHaveLength(11);
  });

  it('never leaves fewer rates than are needed', () => {
    for (let fewest = 1; fewest <= 19; fewest++) {
      expect(cutWarmUp(dying, fewest).length - 1).toBe(Math.max(fewest, 10));
    }
  });

  it('leaves what is too short as it is', () => {
    const two = linear.slice(0, 2);
    expect(cutWarmUp(two, 11)).toEqual(two);
    expect(cutWarmUp([linear[0]!])).toEqual([linear[0]]);
    expect(cutWarmUp([])).toEqual([]);
  });

  it('keeps the end of the series, whatever the noise', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const points = floors(nothing, { seed, count: 24, noise: JS_HEAP });
      const kept = cutWarmUp(points);
      expect(kept).toEqual(points.slice(points.length - kept.length));
      expect(kept.length).toBeGreaterThan(11);
    }
  });
});
