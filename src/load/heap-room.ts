import type { Isolate } from './agents.ts';
import { readHeaps } from './rest.ts';

/** What the warm-up may add to a heap, of the room that it had: the rest is for what is measured. */
const MOST_SHARE = 1 / 4;

/** Watches how near the heaps of a server come to their limits before anything is measured. */
export interface HeapRoom {
  /** After so many requests. */
  look(requests: number): Promise<void>;
  /** So many of those that are planned as may be sent: of a server that grows fast, fewer. */
  allowed(requests: number): number;
  /** The most that a heap grew by a request in the last look, with its garbage. */
  grownBytesPerRequest(): number;
}

/** `isolatesNow` are those that are there: threads may be started with the first requests. */
export function watchHeapRoom(isolatesNow: () => readonly Isolate[]): HeapRoom {
  const first = new Map<Isolate, number>();
  let last = new Map<Isolate, number>();
  let grown = 0;
  let most = Number.POSITIVE_INFINITY;
  return {
    async look(requests) {
      const isolates = isolatesNow();
      const heaps = await readHeaps(isolates);
      const now = new Map<Isolate, number>();
      const rates: number[] = [];
      most = Number.POSITIVE_INFINITY;
      for (const [i, isolate] of isolates.entries()) {
        const bytes = heaps[i] ?? null;
        if (bytes === null) continue;
        now.set(isolate, bytes);
        const before = last.get(isolate);
        if (before === undefined) first.set(isolate, bytes);
        if (before === undefined || requests === 0) continue;
        const rate = Math.max(0, bytes - before) / requests;
        const atFirst = first.get(isolate)!;
        const room = MOST_SHARE * (isolate.heapLimitBytes - atFirst) - (bytes - atFirst);
        rates.push(rate);
        if (rate > 0) most = Math.min(most, Math.max(0, room) / rate);
      }
      grown = Math.max(0, ...rates);
      last = now;
    },
    allowed: (requests) => Math.min(requests, Math.floor(most)),
    grownBytesPerRequest: () => grown,
  };
}
