export interface Spread {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
}

/** Null of nothing. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  return { count: values.length, median: quantile(values, 0.5), p95: quantile(values, 0.95) };
}

/** Between the two nearest values in proportion, as R's type 7 and NumPy do. */
function quantile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (at - below);
}
