import { expect, it } from 'vitest';
import { spreadOf } from '../../../scripts/evaluate/spread.ts';

it('has the median and the 95th percentile, as NumPy has them', () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8];
  const found = spreadOf(values)!;
  expect(found).toMatchObject({ count: 12, median: 4.5 });
  expect(found.p95).toBeCloseTo(8.45, 9);
  expect(spreadOf([7])).toEqual({ count: 1, median: 7, p95: 7 });
  expect(spreadOf([])).toBeNull();
});
