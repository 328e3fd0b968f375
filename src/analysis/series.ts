import { bytesIn } from '../record/reading.ts';
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
  return JUDGED.flatMap((memory) => {
    const points = whole.map((batch) => {
      const sizes = batch.map((sample) => floorOf(sample, memory));
      return {
        operations: sum(batch.map((sample) => sample.operations)),
        bytes: sizes.every((size) => size !== null) ? sum(sizes) : null,
      };
    });
    return points.every(isKnown) ? [{ memory, points }] : [];
  });
}

/** RSS is not among them: too much moves it that is no leak. */
const JUDGED = ['js-heap', 'array-buffers', 'external', 'wasm'] as const satisfies Memory[];

const floorOf = (sample: Sample, memory: Memory): number | null =>
  memory === 'js-heap' ? sample.jsHeapBytes : bytesIn(sample, memory);

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
