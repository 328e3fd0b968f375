import { describe, expect, it } from 'vitest';
import { share } from '../../../scripts/evaluate/wilson.ts';

describe("Wilson's interval of a share", () => {
  // binomtest(k, n).proportion_ci(method='wilson') of SciPy 1.17.
  it.each([
    [0, 1500, 0.95, 0, 0.002554430720181488],
    [0, 150, 0.95, 0, 0.024970244368076596],
    [3, 150, 0.95, 0.006824751322967448, 0.05714668327038608],
    [249, 250, 0.95, 0.977694214434584, 0.9992935524659349],
    [5, 10, 0.95, 0.236593090512564, 0.7634069094874361],
    [10, 10, 0.95, 0.7224672001371109, 1],
    [7, 40, 0.99, 0.07064423503673017, 0.37183335374319976],
  ])('of %d in %d at %d is that of another implementation', (count, of, confidence, low, high) => {
    const found = share(count, of, confidence);
    expect(found.low).toBeCloseTo(low, 9);
    expect(found.high).toBeCloseTo(high, 9);
  });

  it('of nothing is everything', () => {
    expect(share(0, 0)).toEqual({ count: 0, of: 0, low: 0, high: 1 });
  });
});
