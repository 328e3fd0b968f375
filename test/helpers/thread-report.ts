import type { ThreadReport } from '../../src/watch/report.ts';

/** What an isolate reports; one that leaks 64 bytes a request, if so. */
export function threadReport(threadId: number, { leaks = false } = {}): ThreadReport {
  const low = { elapsedMs: 0, requests: 0, load: 1, bytes: 1e6 };
  const suspicion = {
    per: 'request' as const,
    bytes: { estimate: 64, low: 60, high: 70 },
    confidence: 0.999,
    from: low,
    to: { ...low, elapsedMs: 3_600_000, requests: 1e5, bytes: 7.4e6 },
  };
  const quiet = { floorBytes: 1000, suspicion: null };
  return {
    pid: 12,
    threadId,
    watchedMs: 5000,
    requests: 100,
    floors: 7,
    heapUsedBytes: 6e6,
    heapLimitBytes: 2e9,
    memories: {
      'js-heap': { floorBytes: 5e6, suspicion: leaks ? suspicion : null },
      'array-buffers': quiet,
      external: { floorBytes: null, suspicion: null },
    },
  };
}
