import type { Reading } from '../record/reading.ts';
import { bytesIn } from '../record/reading.ts';
import type { Memory, RawSample, Sample } from '../record/schema.ts';

/** Of the fastest-growing memory of the fastest-growing worker; bytes an operation. */
export function growthRate(
  first: readonly Sample[],
  now: readonly (Sample | RawSample | null)[],
): number {
  const rates = now.flatMap((sample) => {
    if (sample === null) return [];
    const then = first.find(({ thread }) => thread === sample.thread);
    if (then === undefined || then.operations === sample.operations) return [];
    const operations = sample.operations - then.operations;
    return GROWING.map(
      (memory) => ((bytesIn(sample, memory) ?? 0) - (bytesIn(then, memory) ?? 0)) / operations,
    );
  });
  return Math.max(0, ...rates);
}

/** Of WASM memories, the most that a worker's have free but retained: a memory never shrinks. */
export const retainedBytes = (floors: readonly Sample[]): number =>
  Math.max(
    0,
    ...floors.map(({ wasmPagesBytes, wasmLiveBytes }) =>
      wasmLiveBytes === null ? 0 : (wasmPagesBytes ?? 0) - wasmLiveBytes,
    ),
  );

const LIMITED = ['array-buffers', 'external'] as const satisfies readonly Memory[];
const GROWING = [...LIMITED, 'wasm', 'js-heap'] as const satisfies readonly Memory[];

/**
 * A memory that V8 and the engine don't limit by themselves, over its limit. Of WASM its pages count:
 * they are what the process has, however little in them is live.
 */
export function memoryOver(reading: Reading, limitBytes: number): Memory | null {
  if ((reading.wasmPagesBytes ?? 0) > limitBytes) return 'wasm';
  return LIMITED.find((memory) => (bytesIn(reading, memory) ?? 0) > limitBytes) ?? null;
}
