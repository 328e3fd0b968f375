import { describe, expect, it } from 'vitest';
import { theilSen } from '../../src/analysis/theil-sen.ts';
import { seededRandom } from '../../src/harness/schedule.ts';
import { floors, leak, point } from '../helpers/series.ts';

const points = (...bytes: readonly (readonly [number, number])[]) =>
  bytes.map(([operations, value]) => point(operations, value));

describe('the Theil–Sen slope', () => {
  it('is the median of the slopes of all pairs', () => {
    // Slopes by hand: 1, 3, 2, 5, 5/2, 0; sorted 0, 1, 2, 5/2, 3, 5.
    const four = points([0, 0], [1, 1], [2, 6], [3, 6]);
    expect(theilSen(four, 0.5).estimate).toBe(2.25);
  });

  it('weighs each pair by its distance', () => {
    // Slopes by hand: 4/2, 30/10, 26/8.
    expect(theilSen(points([0, 0], [2, 4], [10, 30]), 0.5).estimate).toBe(3);
  });

  it("has Sen's interval", () => {
    // Hollander and Wolfe, 10 points: sigma = sqrt(10·9·25/18) = 11.18; at 95 % 21.9 of 45 slopes.
    // Every pair's slope is distinct: bytes = 2^operations.
    const ten = Array.from({ length: 10 }, (_, i) => point(i, 2 ** i));
    const slopes = ten
      .flatMap((a, i) =>
        ten.slice(i + 1).map((b) => (b.bytes - a.bytes) / (b.operations - a.operations)),
      )
      .sort((a, b) => a - b);
    const { low, high } = theilSen(ten, 0.95);
    // (45 - 21.9) / 2 = 11.5: the 11th and the 35th; one further out, for rounding.
    expect(slopes.indexOf(low)).toBe(10);
    expect(slopes.indexOf(high)).toBe(34);
  });

  it('widens with the confidence', () => {
    const noisy = floors(leak(50), { count: 40, noise: { steps: 1, blips: 0.3, warmUp: 0 } });
    const widths = [0.9, 0.99, 0.999].map((confidence) => {
      const { low, high } = theilSen(noisy, confidence);
      return high - low;
    });
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect(widths[0]).toBeGreaterThan(0);
    expect(widths[2]).toBeGreaterThan(widths[0]!);
  });

  it('is not moved by a fifth of wild values', () => {
    const random = seededRandom(3);
    const wild = floors(leak(7), { count: 50 }).map((point) =>
      random() < 0.2 ? { ...point, bytes: point.bytes + 1e9 * random() } : point,
    );
    const { estimate } = theilSen(wild, 0.99);
    expect(estimate).toBeGreaterThan(6.9);
    expect(estimate).toBeLessThan(9);
  });

  it('of a line with more points than it looks at is exact to the last point', () => {
    const many = floors(leak(3), { count: 1000, end: 1e6 });
    expect(theilSen(many, 0.999)).toEqual({ estimate: 3, low: 3, high: 3 });
    // Thinning keeps both ends.
    const bent = many.map((point, i) => (i === many.length - 1 ? { ...point, bytes: 0 } : point));
    expect(theilSen(bent, 1 - 1e-16).low).toBeLessThan(0);
  });
});
