import type { Controls, Memory, Sample } from '../record/schema.ts';
import { threadsOf } from './lasting-isolates.ts';
import type { Interval } from './median-interval.ts';
import type { JudgedSettings, LastFloors, MemoryJudgement } from './memories.ts';
import { boundOf, growingMost, judgeMemories } from './memories.ts';
import { ownFloors } from './own-requests.ts';

/** One measured worker of several, or one isolate of a server. */
export interface ThreadJudgement {
  readonly thread: number;
  readonly verdict: 'leak' | 'clean' | 'inconclusive';
  readonly memory: Memory | null;
  /** Of a server's isolate, by the requests that are counted for it. */
  readonly bytesPerOperation: Interval | null;
  readonly upperBoundBytesPerOperation: number | null;
  /** Of all requests to the server, those that are counted for it; null of what is no server. */
  readonly requestShare: number | null;
  readonly memories: readonly MemoryJudgement[];
}

/** Each thread by itself; empty where there is but one. */
export function judgeThreads(
  samples: readonly Sample[],
  settings: JudgedSettings,
  controls: Controls | null,
  { processOf, ...last }: LastFloors & { readonly processOf: (thread: number) => number },
): ThreadJudgement[] {
  const ids = [...threadsOf(samples)].sort((a, b) => a - b);
  if (settings.threads === 1 && (ids.length < 2 || !settings.commonOperations)) return [];
  return ids.map((thread) => {
    const own = settings.commonOperations
      ? ownFloors(samples, thread, processOf)
      : { samples: samples.filter((sample) => sample.thread === thread), share: null };
    const memories = judgeMemories(own.samples, { ...settings, threads: 1 }, controls, last);
    const growing = growingMost(memories);
    const upperBoundBytesPerOperation = growing === undefined ? boundOf(memories) : null;
    return {
      thread,
      verdict:
        growing !== undefined
          ? 'leak'
          : upperBoundBytesPerOperation === null
            ? 'inconclusive'
            : 'clean',
      memory: growing?.memory ?? null,
      bytesPerOperation: growing?.growth.bytesPerOperation ?? null,
      upperBoundBytesPerOperation,
      requestShare: own.share,
      memories,
    };
  });
}
