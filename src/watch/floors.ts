import { memoryUsage } from 'node:process';
import { GCProfiler } from 'node:v8';
import { OBJECT_SPACES } from '../agent/object-spaces.ts';
import type { CollectionTotals } from './collections.ts';
import { observeCollections } from './collections.ts';

/** Bytes of each memory that is watched. */
export interface Floor {
  readonly 'js-heap': number;
  readonly 'array-buffers': number;
  /** V8's `external` without the ArrayBuffers: up to Node 24, WASM memories are in it. */
  readonly external: number;
}

/** A major collection that V8 has made, or was asked for. */
export interface MajorCollection {
  readonly startedMs: number;
  readonly tookMs: number;
}

/**
 * Reads how much of this isolate's memories was left by the major collections that happen anyway, one in
 * `everyMs` at most: to read what the profiler has noted takes 0.3 ms and more.
 */
export function watchFloors({
  everyMs,
  onFloor,
  onMajor,
}: {
  readonly everyMs: number;
  onFloor(floor: Floor): void;
  onMajor(collection: MajorCollection): void;
}): { readonly totals: CollectionTotals; stop(): void } {
  let profiler = begin();
  let readMs = Number.NEGATIVE_INFINITY;
  let noted = 0;

  /** What it has noted since it was read last: each collection takes 3 to 4 KB of its memory. */
  function read(): Floor | null {
    const { statistics } = profiler.stop();
    profiler = begin();
    noted = 0;
    const major = statistics.findLast(({ gcType }) => gcType === 'MarkSweepCompact');
    if (major === undefined) return null;
    readMs = performance.now();
    let bytes = 0;
    for (const { spaceName, spaceUsedSize } of major.afterGC.heapSpaceStatistics) {
      if (OBJECT_SPACES.has(spaceName)) bytes += spaceUsedSize;
    }
    const { external, arrayBuffers } = memoryUsage();
    return {
      'js-heap': bytes,
      'array-buffers': arrayBuffers,
      external: Math.max(0, external - arrayBuffers),
    };
  }

  const { totals, stop } = observeCollections((kind, startedMs, tookMs) => {
    noted++;
    const isDue = kind === 'major' && performance.now() - readMs >= everyMs;
    const floor = isDue || noted >= MOST_NOTED ? read() : null;
    if (floor !== null) onFloor(floor);
    if (kind === 'major') onMajor({ startedMs, tookMs });
  });
  return {
    totals,
    stop() {
      stop();
      profiler.stop();
    },
  };
}

/** A quarter of a megabyte in V8, and 3 ms to read. */
const MOST_NOTED = 64;

function begin(): GCProfiler {
  const profiler = new GCProfiler();
  profiler.start();
  return profiler;
}
