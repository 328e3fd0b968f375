import type { Memory, Sample } from '../record/schema.ts';

/** A reading of one memory at rest. */
export interface Point {
  readonly operations: number;
  readonly bytes: number;
}

/** The floors of one memory, in the order of operations, which strictly increase. */
export interface Series {
  readonly memory: Memory;
  readonly points: readonly Point[];
}

/**
 * Takes the ledger apart, memory by memory. Of several threads, operations and bytes are summed
 * batch by batch; a batch that not all of them finished is left out.
 */
export function seriesOf(samples: readonly Sample[], threads: number): Series[] {
  const batches = new Map<number, Sample[]>();
  for (const sample of samples) {
    const batch = batches.get(sample.batch);
    if (batch === undefined) batches.set(sample.batch, [sample]);
    else batch.push(sample);
  }
  const whole = [...batches.values()].filter((batch) => batch.length === threads);
  return READINGS.flatMap(({ memory, read }) => {
    const points = whole.map((batch) => ({
      operations: sum(batch.map((sample) => sample.operations)),
      bytes: batch.every((sample) => read(sample) !== null)
        ? sum(batch.map((sample) => read(sample) ?? 0))
        : null,
    }));
    return points.every(isKnown) ? [{ memory, points }] : [];
  });
}

const READINGS: readonly { memory: Memory; read: (sample: Sample) => number | null }[] = [
  { memory: 'js-heap', read: (sample) => sample.jsHeapBytes },
  { memory: 'array-buffers', read: (sample) => sample.arrayBuffersBytes },
  { memory: 'external', read: (sample) => sample.externalBytes },
  // Pages never shrink: after a peak they are free but retained, which is no leak.
  { memory: 'wasm', read: (sample) => sample.wasmLiveBytes ?? sample.wasmPagesBytes },
];

const isKnown = (point: { operations: number; bytes: number | null }): point is Point =>
  point.bytes !== null;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Bytes an operation between each two neighbouring points. */
export function ratesOf(points: readonly Point[]): number[] {
  return points
    .slice(1)
    .map(
      (point, i) => (point.bytes - points[i]!.bytes) / (point.operations - points[i]!.operations),
    );
}
