import { describe, expect, it } from 'vitest';
import { leastSquares } from '../../../scripts/evaluate/least-squares.ts';

const points = (xs: readonly number[], ys: readonly number[]) =>
  xs.map((x, i) => ({ x, y: ys[i]! }));

/** F. J. Anscombe, "Graphs in Statistical Analysis" (1973); p-values as R prints them. */
const X = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
const ANSCOMBE = [
  [X, [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68], 0.00217],
  [X, [9.14, 8.14, 8.74, 8.77, 9.26, 8.1, 6.13, 3.1, 9.13, 7.26, 4.74], 0.00218],
  [X, [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73], 0.00218],
  [
    [8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8],
    [6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.5, 5.56, 7.91, 6.89],
    0.00216,
  ],
] as const;

describe('the least-squares line', () => {
  it.each(ANSCOMBE)('of Anscombe’s sets has the known slope and p-value', (xs, ys, p) => {
    const line = leastSquares(points(xs, ys));
    expect(line.slope).toBeCloseTo(0.5, 2);
    expect(line.p).toBeCloseTo(p, 5);
  });

  it('through what is no line at all is not significant', () => {
    expect(leastSquares(points([1, 2, 3, 4], [5, 1, 1, 5]))).toEqual({ slope: 0, p: 1 });
  });

  it('through equal floors is flat, whatever the rounding', () => {
    expect(leastSquares(points([1, 2, 3, 4], [0.1, 0.1, 0.1, 0.1]))).toEqual({ slope: 0, p: 1 });
  });

  it('through points without residuals is certain', () => {
    expect(leastSquares(points([1, 2, 3, 4], [3, 5, 7, 9]))).toEqual({ slope: 2, p: 0 });
  });
});
