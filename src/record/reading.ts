import type { Memory, RawSample, Sample } from './schema.ts';

/** What samples and raw samples have in common. */
export type Reading = Pick<
  Sample | RawSample,
  | 'heapUsedBytes'
  | 'externalBytes'
  | 'arrayBuffersBytes'
  | 'wasmPagesBytes'
  | 'wasmLiveBytes'
  | 'rssBytes'
>;

/**
 * Size of one memory in a reading, in bytes; null where the subject has no such memory. The JS heap
 * is all that V8 uses, with code and metadata: floors have a quieter figure, `jsHeapBytes`.
 */
export function bytesIn(reading: Reading, memory: Memory): number | null {
  switch (memory) {
    case 'js-heap':
      return reading.heapUsedBytes;
    case 'array-buffers':
      return reading.arrayBuffersBytes;
    case 'external':
      return reading.externalBytes;
    // Pages never shrink: after a peak they are free but retained, which is no leak.
    case 'wasm':
      return reading.wasmLiveBytes ?? reading.wasmPagesBytes;
    case 'native':
      return reading.rssBytes;
  }
}
