import { threadId } from 'node:worker_threads';
import { reasonOf } from './leak-text.ts';
import type { LeakInfo, WatchedMemory } from './report.ts';
import type { Suspicion } from './suspicion.ts';

/** A suspicion as it is told, now. */
export function leakInfo(
  memory: WatchedMemory,
  { per, bytes, confidence, from, to }: Suspicion,
  limitBytes: number | null,
): LeakInfo {
  const end = new Date();
  const growth = to.bytes - from.bytes;
  const elapsedMs = to.elapsedMs - from.elapsedMs;
  const known = {
    start: new Date(end.getTime() - elapsedMs),
    end,
    growth,
    pid: process.pid,
    threadId,
    memory,
    per,
    bytes,
    confidence,
    msToLimit: limitBytes === null ? null : timeToLimit(limitBytes - to.bytes, growth, elapsedMs),
  };
  return { ...known, reason: reasonOf(known) };
}

const timeToLimit = (roomBytes: number, growth: number, elapsedMs: number): number | null =>
  growth > 0 ? Math.max(0, (roomBytes * elapsedMs) / growth) : null;
