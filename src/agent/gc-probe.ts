import type { PerformanceEntry } from 'node:perf_hooks';
import { constants, PerformanceObserver } from 'node:perf_hooks';
import type { GcCounts } from './protocol.ts';

const {
  NODE_PERFORMANCE_GC_MAJOR,
  NODE_PERFORMANCE_GC_MINOR,
  NODE_PERFORMANCE_GC_INCREMENTAL,
  NODE_PERFORMANCE_GC_FLAGS_FORCED,
} = constants;

type CollectionEntry = PerformanceEntry & { detail: { kind: number; flags: number } };

export interface CollectionWatch {
  /** The natural collections since the last call. They are reported an event-loop turn late. */
  drain(): GcCounts;
  end(): void;
}

/** Counts this isolate's own collections, without those that the agent forces. */
export function watchCollections(): CollectionWatch {
  const counts: GcCounts = { minor: 0, major: 0, incremental: 0, pauseMs: 0 };
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as CollectionEntry[]) {
      const { kind, flags } = entry.detail;
      if ((flags & NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0) continue;
      if (kind === NODE_PERFORMANCE_GC_MINOR) counts.minor++;
      else if (kind === NODE_PERFORMANCE_GC_MAJOR) counts.major++;
      else if (kind === NODE_PERFORMANCE_GC_INCREMENTAL) counts.incremental++;
      counts.pauseMs += entry.duration;
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    drain() {
      const drained = { ...counts };
      counts.minor = counts.major = counts.incremental = counts.pauseMs = 0;
      return drained;
    },
    end: () => observer.disconnect(),
  };
}
