import { getHeapStatistics } from 'node:v8';
import { threadId } from 'node:worker_threads';
import { heapLimit } from '../agent/heap-limit.ts';
import { countAnswers } from './count-answers.ts';
import type { Floor } from './floors.ts';
import { watchFloors } from './floors.ts';
import type { Low } from './history.ts';
import type { MemoryWatch, Suspect } from './memory-watch.ts';
import { FEWEST_LOWS, watchMemory } from './memory-watch.ts';
import type { ThreadReport, WatchedMemory } from './report.ts';
import { WATCHED_MEMORIES } from './report.ts';
import type { Suspicion } from './suspicion.ts';
import type { Traffic } from './thread-reports.ts';
import type { ResolvedWatchOptions } from './watch-options.ts';

export interface IsolateWatch {
  traffic(): Traffic;
  report(): ThreadReport;
  stop(): void;
}

export interface IsolateWatcher {
  /** A leak is suspected that was not before, or that is much larger than it was then. */
  onLeak(memory: WatchedMemory, suspicion: Suspicion, limitBytes: number | null): void;
  /** Of another thread that hands its work to this one; asked where this one has none. */
  trafficElsewhere(): Traffic;
  /** The estimator can't be loaded. */
  onError(thrown: unknown): void;
}

/** Watches the isolate that it is called in. What it keeps does not grow, and nothing is ever collected for it. */
export function watchIsolate(
  { floorEveryMs, stretchMs, afterMs, confidence }: ResolvedWatchOptions,
  { onLeak, onError, trafficElsewhere }: IsolateWatcher,
): IsolateWatch {
  const counts = countAnswers();
  const traffic = (): Traffic => ({
    requests: counts.answered,
    connections: counts.connections,
  });
  const startedMs = performance.now();
  const heapLimitBytes = heapLimit();
  const suspect = loadedLater(onError);
  const limits = { 'js-heap': heapLimitBytes, 'array-buffers': null, external: null };
  const watches = Object.fromEntries(
    WATCHED_MEMORIES.map((memory) => [
      memory,
      watchMemory({ suspect, stretchMs, afterMs, confidence, limitBytes: limits[memory] }),
    ]),
  ) as Record<WatchedMemory, MemoryWatch>;
  let last: Floor | null = null;
  let floors = 0;
  let before = { elapsedMs: 0, requests: 0, utilization: performance.eventLoopUtilization() };

  function add(floor: Floor): void {
    last = floor;
    floors++;
    const { elapsedMs, requests: answered, load } = moment();
    for (const memory of WATCHED_MEMORIES) {
      const low: Low = { elapsedMs, requests: answered, load, bytes: floor[memory] };
      const suspicion = watches[memory].add(low);
      if (suspicion !== null) onLeak(memory, suspicion, limits[memory]);
    }
  }
  const stopFloors = watchFloors(floorEveryMs, add);

  /** Where there are no requests, the load is how busy the event loop was, by tenths: it is never quite the same. */
  function moment(): Omit<Low, 'bytes'> {
    const own = traffic();
    const { requests, connections } = own.requests > 0 ? own : trafficElsewhere();
    const elapsedMs = performance.now() - startedMs;
    const utilization = performance.eventLoopUtilization();
    const seconds = Math.max(1, elapsedMs - before.elapsedMs) / 1000;
    const load =
      requests === 0
        ? Math.round(
            10 * performance.eventLoopUtilization(utilization, before.utilization).utilization,
          )
        : (requests - before.requests) / seconds + connections;
    before = { elapsedMs, requests, utilization };
    return { elapsedMs, requests, load };
  }

  return {
    traffic,
    report() {
      return {
        pid: process.pid,
        threadId,
        watchedMs: performance.now() - startedMs,
        requests: traffic().requests,
        floors,
        heapUsedBytes: getHeapStatistics().used_heap_size,
        heapLimitBytes,
        memories: {
          'js-heap': known('js-heap'),
          'array-buffers': known('array-buffers'),
          external: known('external'),
        },
      };
    },
    stop() {
      counts.stop();
      stopFloors();
    },
  };

  function known(memory: WatchedMemory): ThreadReport['memories'][WatchedMemory] {
    return { floorBytes: last?.[memory] ?? null, suspicion: watches[memory].suspected() };
  }
}

/** The estimator is loaded when there is enough to look at: most processes have ended by then. */
function loadedLater(onError: (thrown: unknown) => void): Suspect {
  let suspect: Suspect | null = null;
  let asked = false;
  return (lows, look) => {
    if (lows.length < FEWEST_LOWS) return null;
    if (suspect === null && !asked) {
      asked = true;
      import('./suspicion.ts').then((loaded) => {
        suspect = loaded.suspect;
      }, onError);
    }
    return suspect?.(lows, look) ?? null;
  };
}
