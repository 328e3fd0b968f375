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
    return MEMORIES.map(
      ({ read }) => (read(sample) - read(then)) / (sample.operations - then.operations),
    );
  });
  return Math.max(0, ...rates);
}

type Reading = Pick<
  Sample | RawSample,
  'externalBytes' | 'arrayBuffersBytes' | 'wasmLiveBytes' | 'wasmPagesBytes' | 'heapUsedBytes'
>;

const MEMORIES: readonly { memory: Memory; read: (reading: Reading) => number }[] = [
  { memory: 'array-buffers', read: (reading) => reading.arrayBuffersBytes },
  { memory: 'external', read: (reading) => reading.externalBytes },
  { memory: 'wasm', read: (reading) => reading.wasmLiveBytes ?? reading.wasmPagesBytes ?? 0 },
  { memory: 'js-heap', read: (reading) => reading.heapUsedBytes },
];

/** A memory that V8 and the engine don't limit by themselves, over its limit. */
export function memoryOver(reading: Reading, limitBytes: number): Memory | null {
  const over = MEMORIES.slice(0, 2).find(({ read }) => read(reading) > limitBytes);
  return over?.memory ?? null;
}
