import { describe, expect, it } from 'vitest';
import { coverageBySize } from '../../../scripts/evaluate/coverage.ts';
import { casesOf, INCONCLUSIVE, LEAK, planted } from '../../helpers/judged-runs.ts';

const interval = (low: number, high: number) => ({
  ...LEAK,
  interval: { low, estimate: (low + high) / 2, high },
});

describe('the coverage', () => {
  it('counts the intervals that hold the truth, by its size and in all', () => {
    const rows = coverageBySize([
      ...planted('small', 8, interval(7.9, 8.1), interval(8.1, 8.2)),
      ...planted('large', 1e6, interval(1e6, 1e6), INCONCLUSIVE),
    ]);
    expect(
      rows.map(({ label, covered, without }) => [label, covered.count, covered.of, without.count]),
    ).toEqual([
      ['below 32 B', 1, 2, 0],
      ['64 KiB and more', 1, 1, 1],
      ['all', 2, 3, 1],
    ]);
  });

  it('tells how wide the intervals are, and how far the estimates are off', () => {
    const [row] = coverageBySize(planted('a', 100, interval(90, 130)));
    expect(row!.width!.median).toBeCloseTo(0.4, 9);
    expect(row!.error!.median).toBeCloseTo(0.1, 9);
  });

  it('of a rate that is known within bounds asks for the interval to meet them', () => {
    const steps = (low: number, high: number) =>
      coverageBySize(
        casesOf('steps', [interval(low, high)], {
          truth: { bytesPerOperation: { value: 12, low: 8, high: 16 } },
        }),
      ).at(-1)!.covered.count;
    expect([steps(2, 7), steps(7, 8), steps(10, 11), steps(16, 20), steps(17, 20)]).toEqual([
      0, 1, 1, 1, 0,
    ]);
  });

  it('leaves programs out whose rate is not known', () => {
    const [row] = coverageBySize(casesOf('unknown', [interval(1, 2)], {}));
    expect(row).toMatchObject({ label: 'all', covered: { of: 0 } });
  });
});
