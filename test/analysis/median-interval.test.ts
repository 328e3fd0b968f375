import { describe, expect, it } from 'vitest';
import { fewestValues, median, medianInterval } from '../../src/analysis/median-interval.ts';
import { seededRandom } from '../../src/harness/schedule.ts';

const oneTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

describe('the median', () => {
  it.each([
    { values: [7], expected: 7 },
    { values: [3, 1, 2], expected: 2 },
    { values: [10, 2, 9, 1], expected: 5.5 },
    { values: [100, 9, 10], expected: 10 },
    { values: [-5, -1, 0, 0], expected: -0.5 },
  ])('of $values is $expected', ({ values, expected }) => {
    expect(median(values)).toBe(expected);
  });

  it('of nothing is no number', () => {
    expect(median([])).toBeNaN();
  });

  it('leaves its input in order', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('the interval of the median', () => {
  // Ranks from a table of the two-sided sign test (exact binomial, p = 1/2): the critical value + 1.
  it.each([
    { n: 6, confidence: 0.95, low: 1, high: 6 },
    { n: 8, confidence: 0.95, low: 1, high: 8 },
    { n: 9, confidence: 0.95, low: 2, high: 8 },
    { n: 10, confidence: 0.95, low: 2, high: 9 },
    { n: 15, confidence: 0.95, low: 4, high: 12 },
    { n: 20, confidence: 0.95, low: 6, high: 15 },
    { n: 25, confidence: 0.95, low: 8, high: 18 },
    { n: 8, confidence: 0.99, low: 1, high: 8 },
    { n: 10, confidence: 0.99, low: 1, high: 10 },
    { n: 12, confidence: 0.99, low: 2, high: 11 },
    { n: 20, confidence: 0.99, low: 4, high: 17 },
    { n: 11, confidence: 0.999, low: 1, high: 11 },
    { n: 14, confidence: 0.999, low: 1, high: 14 },
    { n: 15, confidence: 0.999, low: 2, high: 14 },
    { n: 20, confidence: 0.999, low: 3, high: 18 },
  ])(
    'of $n values at $confidence reaches from rank $low to rank $high',
    ({ n, confidence, low, high }) => {
      expect(medianInterval(oneTo(n).reverse(), confidence)).toEqual({
        estimate: (n + 1) / 2,
        low,
        high,
      });
    },
  );

  it.each([
    { confidence: 0.9, fewest: 5 },
    { confidence: 0.95, fewest: 6 },
    { confidence: 0.99, fewest: 8 },
    { confidence: 0.999, fewest: 11 },
  ])(
    'needs $fewest values at $confidence, and there is none of fewer',
    ({ confidence, fewest }) => {
      expect(fewestValues(confidence)).toBe(fewest);
      expect(medianInterval(oneTo(fewest - 1), confidence)).toBeNull();
      expect(medianInterval(oneTo(fewest), confidence)).not.toBeNull();
    },
  );

  it('is as wide as the exact binomial distribution allows, and no wider', () => {
    for (const confidence of [0.9, 0.95, 0.99, 0.999]) {
      for (let n = fewestValues(confidence); n <= 80; n++) {
        const { low } = medianInterval(oneTo(n), confidence)!;
        expect(missedBy(n, low)).toBeLessThanOrEqual(1 - confidence + 1e-12);
        expect(missedBy(n, low + 1)).toBeGreaterThan(1 - confidence);
      }
    }
  });

  it('is not moved by one wild value', () => {
    const values = [...oneTo(20), 1e12];
    expect(medianInterval(values, 0.99)!.high).toBeLessThan(20);
  });

  it('misses the truth as rarely as it says, whatever the spread', () => {
    const random = seededRandom(7);
    const skewed = (): number => (random() < 0.5 ? -random() : 1000 * random() ** 4);
    const rounds = 2000;
    let missed = 0;
    for (let i = 0; i < rounds; i++) {
      const { low, high } = medianInterval(Array.from({ length: 20 }, skewed), 0.95)!;
      if (low > 0 || high < 0) missed++;
    }
    // The exact interval of 20 values misses 4.14 %; four standard errors to either side.
    expect(missed / rounds).toBeGreaterThan(0.023);
    expect(missed / rounds).toBeLessThan(0.06);
  });
});

/** Probability that the interval from rank `low` to its mirror misses the median. */
function missedBy(n: number, low: number): number {
  let sum = 0;
  for (let k = 0; k < low; k++) sum += choose(n, k);
  return (2 * sum) / 2 ** n;
}

function choose(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return result;
}
