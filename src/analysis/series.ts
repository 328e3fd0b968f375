import { bytesIn } from '../record/reading.ts';
import type { Memory, Sample } from '../record/schema.ts';
import { wasmFloors } from './wasm-floors.ts';

/** A reading of one memory at rest. */
export interface Point {
  readonly operations: number;
  readonly bytes: number;
  /** Time that the operations have taken so far, without settling. */
  readonly operatingMs: number;
}

/** The floors of one memory, in the order of operations, which strictly increase. */
export interface Series {
  readonly memory: Memory;
  readonly points: readonly Point[];
}

/**
 * Takes the ledger apart, memory by memory. Of several threads, operations and bytes are summed
 * batch by batch; a batch that not all of them finished is left out. Where they have their operations
 * in common (`common`), each counts all of them, and bytes alone are summed.
 */
export function seriesOf(samples: readonly Sample[], threads: number, common = false): Series[] {
  const wasmOf = wasmFloors(samples);
  const sizeOf = (sample: Sample, memory: Memory): number | null =>
    memory === 'js-heap'
      ? sample.jsHeapBytes
      : memory === 'wasm'
        ? wasmOf(sample)
        : bytesIn(sample, memory);
  return JUDGED.flatMap((memory) => {
    const bytesOf = (batch: readonly Sample[]): number | null => {
      const sizes = batch.map((sample) => sizeOf(sample, memory));
      return sizes.every((size) => size !== null) ? sum(sizes) : null;
    };
    const points = pointsOf(samples, threads, bytesOf, common);
    return points === null ? [] : [{ memory, points }];
  });
}

/** One point a batch that all threads have finished; null where a size is not known. */
export function pointsOf(
  samples: readonly Sample[],
  threads: number,
  bytesOf: (batch: readonly Sample[]) => number | null,
  common = false,
): Point[] | null {
  const batches = new Map<number, Sample[]>();
  for (const sample of samples) {
    const batch = batches.get(sample.batch);
    if (batch === undefined) batches.set(sample.batch, [sample]);
    else batch.push(sample);
  }
  const points: Point[] = [];
  let operatingMs = 0;
  for (const batch of batches.values()) {
    if (batch.length !== threads) continue;
    operatingMs += Math.max(...batch.map((sample) => sample.batchMs));
    const bytes = bytesOf(batch);
    if (bytes === null) return null;
    const each = batch.map(({ operations }) => operations);
    points.push({ operations: common ? Math.max(...each) : sum(each), bytes, operatingMs });
  }
  return points;
}

/** RSS is not among them: too much moves it that is no leak. */
const JUDGED = ['js-heap', 'array-buffers', 'external', 'wasm'] as const satisfies Memory[];

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Bytes from each point to the next. */
export const stepsOf = (points: readonly Point[]): number[] =>
  points.slice(1).map((point, i) => point.bytes - points[i]!.bytes);

/** Bytes an operation between each two neighbouring points. */
export function ratesOf(points: readonly Point[]): number[] {
  return points
    .slice(1)
    .map(
      (point, i) => (point.bytes - points[i]!.bytes) / (point.operations - points[i]!.operations),
    );
}
