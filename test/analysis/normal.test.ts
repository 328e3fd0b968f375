import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../src/analysis/normal.ts';

describe('the normal quantile', () => {
  // Values of printed tables, to more digits.
  it.each([
    { p: 0.5, z: 0 },
    { p: 0.8413447460685429, z: 1 },
    { p: 0.9, z: 1.2815515655446004 },
    { p: 0.95, z: 1.6448536269514722 },
    { p: 0.975, z: 1.959963984540054 },
    { p: 0.995, z: 2.5758293035489004 },
    { p: 0.9995, z: 3.2905267314919255 },
    { p: 0.9999995, z: 4.891638475699 },
  ])('of $p is $z, and of its complement the negative', ({ p, z }) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 7);
    expect(normalQuantile(1 - p)).toBeCloseTo(-z, 7);
  });

  it('rises throughout, across the seams of its three pieces as well', () => {
    const values = Array.from({ length: 2000 }, (_, i) => normalQuantile((i + 1) / 2001));
    expect(values).toEqual([...values].sort((a, b) => a - b));
  });

  it('has no end', () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
  });
});
