import type { ChartSeries, Point } from './model.ts';

/**
 * Whether something leaks is known after fewer operations than that it doesn't: clean variants run
 * 4 to 100 times as far. At their scale a leak would be a vertical line on the left edge, so the
 * picture ends soon after the leak does, and says how far the others went on.
 */
const CUT = 1.5;

export interface Extent {
  /** As far as they are drawn, and one point more, to which a line leaves the plot. */
  readonly series: readonly ChartSeries[];
  /** Where the axis of operations ends. */
  readonly end: number;
  /** The longest series, if it was cut off. */
  readonly cut: { readonly variant: string; readonly operations: number } | null;
}

export function extentOf(series: readonly ChartSeries[]): Extent {
  // What is inconclusive or failed may be a leak too, and ended early for whatever reason.
  const leaks = series.filter(({ verdict, floors }) => verdict !== 'clean' && floors.length > 1);
  const end = CUT * maximum(leaks.map(lastMeasured));
  const operations = maximum(series.map(lastMeasured));
  if (leaks.length === 0 || operations <= end) {
    return { series, end: lastOperation(series), cut: null };
  }
  return {
    series: series.map((one) => ({
      ...one,
      floors: until(one.floors, end),
      raw: until(one.raw, end),
      pages: until(one.pages, end),
      outOfMemory: one.outOfMemory && one.outOfMemory.operations <= end ? one.outOfMemory : null,
    })),
    end,
    cut: {
      variant: series.find((one) => lastMeasured(one) === operations)?.variant || 'another',
      operations,
    },
  };
}

function until(points: readonly Point[], end: number): readonly Point[] {
  const beyond = points.findIndex(([operations]) => operations > end);
  return beyond === -1 ? points : points.slice(0, beyond + 1);
}

function lastMeasured({ floors, raw, pages, outOfMemory }: ChartSeries): number {
  const end = (points: readonly Point[]) => points.at(-1)?.[0] ?? 0;
  return Math.max(end(floors), end(raw), end(pages), outOfMemory?.operations ?? 0);
}

/**
 * Where the axis of operations ends: with the data. A fitted line may go on by a quarter; a
 * projection far beyond would press what was measured to the left.
 */
export function lastOperation(series: readonly ChartSeries[]): number {
  const measured = Math.max(0, ...series.map(lastMeasured));
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
