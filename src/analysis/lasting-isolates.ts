import type { Entry, Sample } from '../record/schema.ts';

/**
 * Of a server, the samples of those isolates that are still there, and have been for the greater part: a
 * worker that ended, as at its limit, can't be summed with the one that took its place, and with one that
 * came at the end nothing could be summed for long. All, where none is left.
 */
export function ofLasting(
  samples: readonly Sample[],
  entries: readonly Entry[],
): readonly Sample[] {
  const gone = new Set(
    entries.flatMap((entry) =>
      entry.type === 'event' && entry.event === 'isolate-exit' ? [entry.thread] : [],
    ),
  );
  const still = samples.filter(({ thread }) => !gone.has(thread));
  const floors = new Map<number, number>();
  for (const { thread } of still) floors.set(thread, (floors.get(thread) ?? 0) + 1);
  const fewest = Math.max(0, ...floors.values()) / 2;
  const lasting = still.filter(({ thread }) => floors.get(thread)! >= fewest);
  return lasting.length === 0 ? samples : lasting;
}

export const threadsOf = (samples: readonly Sample[]): ReadonlySet<number> =>
  new Set(samples.map(({ thread }) => thread));
