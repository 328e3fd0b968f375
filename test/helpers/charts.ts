import type { ChartPanel, ChartSeries, HeapChart, Point } from '../../src/report/model.ts';

const KiB = 1024;
const MiB = 1024 * KiB;

/** A series that lacks everything; a test adds what it is about. */
export function series(over: Partial<ChartSeries> = {}): ChartSeries {
  return {
    variant: 'leaky',
    verdict: 'leak',
    summary: 'leak +112 B/op',
    memory: 'js-heap',
    floors: [],
    raw: [],
    pages: [],
    slope: null,
    outOfMemory: null,
    ...over,
  };
}

export function panel(...all: ChartSeries[]): ChartPanel {
  return { title: 'TypeScript', series: all };
}

export function heapChart(...panels: ChartPanel[]): HeapChart {
  return { title: 'A cycle of Rcs', subtitle: 'cycle · 12 000 operations', panels };
}

export interface Growth {
  readonly start?: number;
  readonly perOperation?: number;
  readonly operations?: number;
  readonly batches?: number;
}

/** Floors on a straight line. */
export function linear({
  start = 5 * MiB,
  perOperation = 112,
  operations = 12_000,
  batches = 12,
}: Growth = {}): Point[] {
  return Array.from({ length: batches }, (_, batch) => {
    const done = ((batch + 1) * operations) / batches;
    return [done, start + perOperation * done] as const;
  });
}

/** A vector that doubles: capacity stays, then jumps. */
export function staircase({ start = 0, perOperation = 16, ...growth }: Growth = {}): Point[] {
  return linear({ start: 0, perOperation: 1, ...growth }).map(
    ([done]) => [done, start + perOperation * 2 ** Math.ceil(Math.log2(done))] as const,
  );
}

/** The heap between collections: rises by `swing` over a floor, falls back to it, `teeth` times. */
export function sawtooth(
  floors: readonly Point[],
  { teeth = 24, swing = 3 * MiB, perTooth = 8 } = {},
): Point[] {
  const first = floors[0];
  const last = floors.at(-1);
  if (!first || !last) return [];
  return Array.from({ length: teeth * perTooth }, (_, index) => {
    const share = index / (teeth * perTooth - 1);
    const bytes = first[1] + (last[1] - first[1]) * share;
    // The teeth differ a little, as real ones do, yet are the same in each run.
    const tooth = Math.floor(index / perTooth);
    const height = swing * (0.8 + 0.2 * Math.sin(tooth * 2.4));
    return [share * last[0], bytes + (height * (index % perTooth)) / (perTooth - 1)] as const;
  });
}

/** A fitted line through the first floor, to the last. */
export function fitted(floors: readonly Point[], estimate: number, spread: number) {
  return {
    from: floors[0]!,
    toOperations: floors.at(-1)![0],
    estimate,
    low: estimate - spread,
    high: estimate + spread,
  };
}

/** A leak with everything that can be drawn of it. */
export function leaky(over: Partial<ChartSeries> & Growth = {}): ChartSeries {
  const { start, perOperation = 112, operations, batches, ...rest } = over;
  const floors = linear(
    JSON.parse(JSON.stringify({ start, perOperation, operations, batches })) as Growth,
  );
  return series({
    floors,
    raw: sawtooth(floors, { swing: 1.2 * MiB }),
    slope: fitted(floors, perOperation, perOperation * 0.08),
    summary: `leak +${perOperation} B/op`,
    ...rest,
  });
}

export function fixed(over: Partial<ChartSeries> & Growth = {}): ChartSeries {
  return leaky({
    perOperation: 0,
    variant: 'fixed',
    verdict: 'clean',
    summary: 'clean < 0.03 B/op',
    slope: null,
    ...over,
  });
}
