import type { Floor } from './memory-facts.ts';

/** How the floors of one memory went, in numbers that anyone can check in the recording. */
export interface FloorStatistics {
  /** Between neighbouring floors. */
  readonly rises: number;
  readonly falls: number;
  readonly equal: number;
  /** Up or down. */
  readonly largestStepBytes: number;
  /** Bytes an operation between neighbouring floors: the middle one, of all and of both halves. */
  readonly typicalRate: number;
  readonly earlyRate: number;
  readonly lateRate: number;
}

export function floorStatistics(floors: readonly Floor[]): FloorStatistics | null {
  const before = floors.slice(0, -1);
  const steps = before.map(({ bytes }, i) => floors[i + 1]!.bytes - bytes);
  const rates = steps.map(
    (bytes, i) => bytes / (floors[i + 1]!.operations - floors[i]!.operations),
  );
  if (rates.length < FEWEST_STEPS) return null;
  const half = rates.length >> 1;
  return {
    rises: steps.filter((bytes) => bytes > 0).length,
    falls: steps.filter((bytes) => bytes < 0).length,
    equal: steps.filter((bytes) => bytes === 0).length,
    largestStepBytes: steps.reduce((most, bytes) => Math.max(most, Math.abs(bytes)), 0),
    typicalRate: middle(rates),
    earlyRate: middle(rates.slice(0, half)),
    lateRate: middle(rates.slice(half)),
  };
}

/** Of fewer, halves say nothing. */
const FEWEST_STEPS = 4;

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
