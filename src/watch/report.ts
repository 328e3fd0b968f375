import type { Floor } from './floors.ts';
import type { Suspicion } from './suspicion.ts';

export type WatchedMemory = keyof Floor;
export const WATCHED_MEMORIES = ['js-heap', 'array-buffers', 'external'] as const;

/** What one isolate knows of itself, as plain data. */
export interface ThreadReport {
  readonly pid: number;
  /** 0 is the main thread. */
  readonly threadId: number;
  readonly watchedMs: number;
  /** HTTP requests that were answered. */
  readonly requests: number;
  /** How many major collections were read. */
  readonly floors: number;
  readonly heapUsedBytes: number;
  readonly heapLimitBytes: number;
  readonly memories: {
    readonly [Memory in WatchedMemory]: {
      /** Null before the first floor. */
      readonly floorBytes: number | null;
      readonly suspicion: Suspicion | null;
    };
  };
}

/** Growth that is suspected to be a leak: what `on('leak')` is told, with the fields of memwatch's event first. */
export interface LeakInfo {
  readonly start: Date;
  readonly end: Date;
  /** Bytes that the floors have risen by from `start` to `end`. */
  readonly growth: number;
  /** In a sentence. */
  readonly reason: string;
  readonly pid: number;
  readonly threadId: number;
  readonly memory: WatchedMemory;
  readonly per: Suspicion['per'];
  /** Bytes a request or an hour, with the interval that holds the truth with `confidence`. */
  readonly bytes: Suspicion['bytes'];
  readonly confidence: number;
  /** Milliseconds until the heap is full at this rate; null for memories whose limit is not known. */
  readonly msToLimit: number | null;
}
