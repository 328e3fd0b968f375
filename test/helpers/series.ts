import type { Point } from '../../src/analysis/series.ts';
import { seededRandom } from '../../src/harness/schedule.ts';

/** A floor by itself. */
export const point = (operations: number, bytes: number, operatingMs = 0): Point => ({
  operations,
  bytes,
  operatingMs,
});

/** Floors of batches that are equally long, from what each of them adds. */
export function fromSteps(steps: readonly number[], operationsABatch = 1000): Point[] {
  let bytes = 4 * 2 ** 20;
  return [0, ...steps].map((step, i) => {
    bytes += step;
    return point(operationsABatch * i, bytes, i);
  });
}

/** `count` values, from their index. */
export const series = <T>(count: number, of: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => of(i));

/** What a subject keeps after so many operations. */
export type Law = (operations: number) => number;

export const nothing: Law = () => 0;

export const leak =
  (bytesPerOperation: number): Law =>
  (operations) =>
    bytesPerOperation * operations;

/** A buffer that is made `factor` times as large whenever it is full, for ever. */
export const multiplied =
  ({ bytesAnItem = 8, factor = 2, first = 4 } = {}): Law =>
  (operations) => {
    let capacity = first;
    while (capacity < operations) capacity = Math.ceil(capacity * factor);
    return capacity * bytesAnItem;
  };

/** Grows as `law` does until so many operations are done, then no more. */
export const until =
  (last: number, law: Law): Law =>
  (operations) =>
    law(Math.min(operations, last));

/** A cache of keys drawn at random: the fuller it is, the fewer are new. */
export const saturating =
  (capacityBytes: number, operationsToFill: number): Law =>
  (operations) =>
    capacityBytes * (1 - Math.exp(-operations / operationsToFill));

/** Kept for a while, then dropped all at once. */
export const sawtooth =
  (bytesPerOperation: number, period: number): Law =>
  (operations) =>
    bytesPerOperation * (operations % period);

/** The same with teeth that differ in length by up to two fifths. */
export function unevenSawtooth(bytesPerOperation: number, period: number, seed: number): Law {
  const random = seededRandom(seed);
  const falls = [0];
  while (falls.at(-1)! < 1e6) falls.push(falls.at(-1)! + period * between(random, 0.6, 1.4));
  return (operations) =>
    bytesPerOperation * (operations - falls.findLast((fall) => fall <= operations)!);
}

export const sumOf =
  (...laws: readonly Law[]): Law =>
  (operations) =>
    laws.reduce((sum, law) => sum + law(operations), 0);

export interface FloorOptions {
  /** How many floors. */
  readonly count?: number;
  /** Operations at the last of them. */
  readonly end?: number;
  readonly seed?: number;
  readonly noise?: Noise;
  readonly startBytes?: number;
  /** How long an operation takes. */
  readonly msAnOperation?: number;
}

/** Steps that the runtime makes of its own, in shares of all floors and in bytes. */
export interface Noise {
  readonly steps: number;
  readonly blips: number;
  readonly warmUp: number;
}

export const SILENT: Noise = { steps: 0, blips: 0, warmUp: 0 };

/**
 * As measured on the JS heap of clean programs: most floors are equal; now and then a step of 48 to
 * 700 bytes up or down; rarely 1 to 9 KB that are gone a floor later; and 10 to 200 KB of feedback
 * and code within the first floors.
 */
export const JS_HEAP: Noise = { steps: 0.15, blips: 0.05, warmUp: 3 };

/**
 * Floors as the schedule takes them: the first before any operation, the second early, then batches
 * that differ by up to a quarter.
 */
export function floors(law: Law, options: FloorOptions = {}): Point[] {
  const { count = 16, end = 100_000, seed = 1, noise = SILENT } = options;
  const { startBytes = 4 * 2 ** 20, msAnOperation = 0.003 } = options;
  const random = seededRandom(seed);
  const lengths = Array.from({ length: count }, (_, i) =>
    i === 0 ? 0 : i === 1 ? 0.5 + 0.5 * random() : 0.75 + 0.5 * random(),
  );
  const whole = lengths.reduce((a, b) => a + b, 0);
  let done = 0;
  let drift = 0;
  return lengths.map((length, i) => {
    done += length;
    const operations = Math.max(i, Math.round((end * done) / whole));
    if (i > 0 && i <= noise.warmUp)
      drift += between(random, 10, 200) * 1024 * (random() < 0.5 ? 1 : 0);
    if (random() < noise.steps)
      drift += Math.round(between(random, 48, 700)) * (random() < 0.5 ? 1 : -1);
    const blip = random() < noise.blips ? Math.round(between(random, 1024, 9216)) : 0;
    const bytes = startBytes + Math.round(drift + blip + law(operations));
    return { operations, bytes, operatingMs: operations * msAnOperation };
  });
}

export const between = (random: () => number, least: number, most: number): number =>
  least + (most - least) * random();

/** Numbers from `least` to `most`, each the same share larger than the one before. */
export function sweep(least: number, most: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => least * (most / least) ** (i / (count - 1)));
}
