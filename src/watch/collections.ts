import type { PerformanceEntry } from 'node:perf_hooks';
import { constants, PerformanceObserver } from 'node:perf_hooks';

export type CollectionKind = 'minor' | 'major' | 'incremental' | 'weak';

/** Since somebody asked for them. */
export type CollectionTotals = {
  readonly [Kind in CollectionKind]: { count: number; ms: number };
};

type CollectionEntry = PerformanceEntry & { readonly detail: { readonly kind: number } };

const KINDS: Readonly<Record<number, CollectionKind>> = {
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weak',
};

/**
 * Counts all collections of this isolate, and tells of each a turn of the event loop later, by its kind,
 * when it began and how long it took.
 */
export function observeCollections(
  tell: (kind: CollectionKind, startedMs: number, tookMs: number) => void,
): { readonly totals: CollectionTotals; stop(): void } {
  const none = () => ({ count: 0, ms: 0 });
  const totals = { minor: none(), major: none(), incremental: none(), weak: none() };
  const observer = new PerformanceObserver((list) => {
    for (const { detail, startTime, duration } of list.getEntries() as CollectionEntry[]) {
      const kind = KINDS[detail.kind];
      if (kind === undefined) continue;
      totals[kind].count++;
      totals[kind].ms += duration;
      tell(kind, startTime, duration);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return { totals, stop: () => observer.disconnect() };
}
