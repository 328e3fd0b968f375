import type { Point } from './series.ts';
import { ratesOf } from './series.ts';

/**
 * Cuts the warm-up off: the leading points whose growth is unlike that of the rest (feedback and
 * code being made, caches being filled). By the marginal standard error rule: the cut that makes
 * the mean growth of what remains most certain. At most half is cut, and never so much that fewer
 * than `fewest` rates remain. Source: K. P. White, "An
 * effective truncation heuristic for bias reduction in simulation output", Simulation 69 (1997).
 */
export function cutWarmUp(points: readonly Point[], fewest = 1): readonly Point[] {
  const rates = ratesOf(points);
  let best = { cut: 0, error: Number.POSITIVE_INFINITY };
  const most = Math.max(0, Math.min(Math.floor(rates.length / 2), rates.length - fewest));
  for (let cut = 0; cut <= most; cut++) {
    const error = meanError(rates.slice(cut));
    // A tie keeps more of the data; so does what differs by rounding alone.
    if (error < best.error * (1 - 1e-9)) best = { cut, error };
  }
  return points.slice(best.cut);
}

/** Squared standard error of the mean, up to a constant factor. */
function meanError(values: readonly number[]): number {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n ** 2;
}
