import { describe, expect, it } from 'vitest';
import { studentTail } from '../../../scripts/evaluate/student-t.ts';

describe("the tail of Student's distribution", () => {
  // Two-sided critical values, as printed in any table.
  it.each([
    [12.706, 1, 0.05],
    [63.657, 1, 0.01],
    [4.303, 2, 0.05],
    [2.571, 5, 0.05],
    [2.228, 10, 0.05],
    [3.169, 10, 0.01],
    [4.587, 10, 0.001],
    [2.042, 30, 0.05],
    [1.98, 120, 0.05],
  ])('is that of the tables at t = %d with %d degrees of freedom', (t, degrees, twoSided) => {
    expect(2 * studentTail(t, degrees)).toBeCloseTo(twoSided, 4);
  });

  it.each([0, 0.01, 0.5, 1, 3, 40, 1e4])('is that of the closed forms at t = %d', (t) => {
    const one = Math.atan2(1, t) / Math.PI;
    expect(studentTail(t, 1) / one).toBeCloseTo(1, 9);
    const two = 1 / (Math.sqrt(2 + t * t) * (Math.sqrt(2 + t * t) + t));
    expect(studentTail(t, 2) / two).toBeCloseTo(1, 9);
  });

  // scipy.stats.t.sf of SciPy 1.17.
  it.each([
    [5.7, 37, 8.002479491953395e-7],
    [0.3, 90, 0.3824344832243466],
    [8.5, 14, 3.3574752941564855e-7],
    [2.5, 200, 0.006611586320850391],
    [25, 60, 1.0071186528976274e-33],
  ])('is that of another implementation at t = %d with %d degrees', (t, degrees, tail) => {
    expect(studentTail(t, degrees) / tail).toBeCloseTo(1, 9);
  });

  it('is nothing beyond a line without residuals', () => {
    expect(studentTail(Number.POSITIVE_INFINITY, 7)).toBe(0);
  });
});
