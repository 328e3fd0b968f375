import type { ChartSeries, Point } from './model.ts';

/**
 * A clean variant may run many times as far as a leaky one that ended early (its limit, an early
 * decision). Its flat line is cut at so many times the leak's length: beyond, the leak would be a
 * vertical line on the left edge.
 */
const CUT = 8;

export interface Extent {
  /** As far as they are drawn. */
  readonly series: readonly ChartSeries[];
  /** Where the axis of operations ends. */
  readonly end: number;
  /** Up to where the longest one went, if something was cut off. */
  readonly cutFrom: number | null;
}

export function extentOf(series: readonly ChartSeries[]): Extent {
  const leaks = series.filter(({ verdict, floors }) => verdict === 'leak' && floors.length > 1);
  const end = CUT * maximum(leaks.map((one) => measuredOperations(one)));
  const longest = maximum(series.map((one) => measuredOperations(one)));
  if (leaks.length === 0 || longest <= end) {
    return { series, end: lastOperation(series), cutFrom: null };
  }

  const within = (points: readonly Point[]) => points.filter(([operations]) => operations <= end);
  return {
    end,
    cutFrom: longest,
    series: series.map((one) => {
      if (measuredOperations(one) <= end) return one;
      const { floors, raw, pages } = one;
      return {
        ...one,
        // One long batch: its only floor is drawn at the edge.
        floors: within(floors).length > 0 ? within(floors) : [[end, floors[0]?.[1] ?? 0] as const],
        raw: within(raw),
        pages: within(pages),
        outOfMemory: null,
      };
    }),
  };
}

function measuredOperations({ floors, raw, pages, outOfMemory }: ChartSeries): number {
  const end = (points: readonly Point[]) => points.at(-1)?.[0] ?? 0;
  return Math.max(end(floors), end(raw), end(pages), outOfMemory?.operations ?? 0);
}

/**
 * Where the axis of operations ends: with the data. A fitted line may go on by a quarter; a
 * projection far beyond would press what was measured to the left.
 */
export function lastOperation(series: readonly ChartSeries[]): number {
  const measured = Math.max(0, ...series.map(measuredOperations));
  const fitted = Math.max(0, ...series.map(({ slope }) => slope?.toOperations ?? 0));
  return Math.max(measured, Math.min(fitted, measured * 1.25));
}

// Math.max(...values) overflows the stack with some 100 000 values.
export function maximum(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}

export function minimum(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}
