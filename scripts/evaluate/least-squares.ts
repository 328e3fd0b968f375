import { studentTail } from './student-t.ts';

/**
 * Slope of the least-squares line, with the two-sided p-value of its t-test against 0: the
 * probability of a slope as far from 0 where there is none and the residuals are independent and
 * normal.
 */
export function leastSquares(points: readonly { readonly x: number; readonly y: number }[]): {
  readonly slope: number;
  readonly p: number;
} {
  const n = points.length;
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / n;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / n;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (const { x, y } of points) {
    xx += (x - meanX) ** 2;
    xy += (x - meanX) * (y - meanY);
    yy += (y - meanY) ** 2;
  }
  const slope = xy / xx;
  // Nothing changed: nothing to be explained.
  if (yy === 0) return { slope: 0, p: 1 };
  // Rounding may leave less than nothing of a perfect line.
  const residual = Math.max(0, yy - slope * xy);
  const t = slope / Math.sqrt(residual / (n - 2) / xx);
  return { slope, p: 2 * studentTail(Math.abs(t), n - 2) };
}
