/** An estimate with the interval that covers the truth with the asked confidence. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The median with a distribution-free interval from order statistics: it assumes nothing of the
 * values' spread but that they are independent, so rare steps of the heap don't widen it.
 * Source: David and Nagaraja, "Order Statistics", section 7.1. Null where there are too few values
 * for the confidence: 11 are needed for 99.9 %.
 */
export function medianInterval(values: readonly number[], confidence: number): Interval | null {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const rank = lowerRank(n, (1 - confidence) / 2);
  if (rank === 0) return null;
  return { estimate: median(sorted), low: sorted[rank - 1]!, high: sorted[n - rank]! };
}

/** How many values `medianInterval` needs at least. */
export function fewestValues(confidence: number): number {
  return Math.ceil(1 - Math.log2(1 - confidence));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The largest rank r with P(Binomial(n, 1/2) < r) ≤ tail. */
function lowerRank(n: number, tail: number): number {
  let probability = 0.5 ** n;
  let below = probability;
  let rank = 0;
  while (below <= tail && rank < n) {
    rank++;
    probability *= (n - rank + 1) / rank;
    below += probability;
  }
  return rank;
}

/** The value below which the share `p` of the values lies, interpolated. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = p * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.ceil(at);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}
