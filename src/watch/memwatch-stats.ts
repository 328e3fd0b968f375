import { getHeapStatistics } from 'node:v8';
import type { CollectionTotals } from './collections.ts';

/**
 * What `on('stats')` is told after each major collection: the fields of @airbnb/node-memwatch, times in
 * nanoseconds and sizes in bytes, and those of memwatch-next before it.
 */
export interface HeapStats {
  readonly gcScavengeCount: number;
  readonly gcScavengeTime: number;
  readonly gcMarkSweepCompactCount: number;
  readonly gcMarkSweepCompactTime: number;
  readonly gcIncrementalMarkingCount: number;
  readonly gcIncrementalMarkingTime: number;
  readonly gcProcessWeakCallbacksCount: number;
  readonly gcProcessWeakCallbacksTime: number;
  readonly total_heap_size: number;
  readonly total_heap_size_executable: number;
  readonly total_physical_size: number;
  readonly total_available_size: number;
  readonly used_heap_size: number;
  readonly heap_size_limit: number;
  readonly malloced_memory: number;
  readonly peak_malloced_memory: number;
  /** Of the collection that is told of. */
  readonly gc_time: number;

  readonly num_full_gc: number;
  readonly num_inc_gc: number;
  /** V8 compacts in some of its full collections, and does not tell in which. */
  readonly heap_compactions: number;
  /** Of the last ten collections, those after which the heap was larger, less those after which it was smaller. */
  readonly usage_trend: number;
  /** Mean of the heap, the later the more it counts. */
  readonly estimated_base: number;
  readonly current_base: number;
  readonly min: number;
  readonly max: number;
}

/** Keeps what the statistics of a collection need to know of those before: it does not grow. */
export function heapStatistics(): (totals: CollectionTotals, tookMs: number) => HeapStats {
  const trends: number[] = [];
  let before = 0;
  let base = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = 0;
  return ({ minor, major, incremental, weak }, tookMs) => {
    const heap = getHeapStatistics();
    const used = heap.used_heap_size;
    if (before > 0) trends.push(Math.sign(used - before));
    if (trends.length > MOST_TRENDS) trends.shift();
    before = used;
    base = base === 0 ? used : base + BASE_SHARE * (used - base);
    min = Math.min(min, used);
    max = Math.max(max, used);
    return {
      gcScavengeCount: minor.count,
      gcScavengeTime: nanoseconds(minor.ms),
      gcMarkSweepCompactCount: major.count,
      gcMarkSweepCompactTime: nanoseconds(major.ms),
      gcIncrementalMarkingCount: incremental.count,
      gcIncrementalMarkingTime: nanoseconds(incremental.ms),
      gcProcessWeakCallbacksCount: weak.count,
      gcProcessWeakCallbacksTime: nanoseconds(weak.ms),
      total_heap_size: heap.total_heap_size,
      total_heap_size_executable: heap.total_heap_size_executable,
      total_physical_size: heap.total_physical_size,
      total_available_size: heap.total_available_size,
      used_heap_size: used,
      heap_size_limit: heap.heap_size_limit,
      malloced_memory: heap.malloced_memory,
      peak_malloced_memory: heap.peak_malloced_memory,
      gc_time: nanoseconds(tookMs),
      num_full_gc: major.count,
      num_inc_gc: incremental.count,
      heap_compactions: major.count,
      usage_trend: trends.reduce((sum, trend) => sum + trend, 0),
      estimated_base: Math.round(base),
      current_base: used,
      min,
      max,
    };
  };
}

const nanoseconds = (ms: number): number => Math.round(ms * 1e6);

const MOST_TRENDS = 10;
/** memwatch-next's estimate moves by a tenth of the difference. */
const BASE_SHARE = 0.1;
