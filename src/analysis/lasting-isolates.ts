import type { Entry, Sample } from '../record/schema.ts';

/**
 * Of a server, the samples of those isolates that are still there: a worker that ended, as at its limit,
 * can't be summed with the one that took its place. All, where none is left.
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
  const lasting = samples.filter(({ thread }) => !gone.has(thread));
  return lasting.length === 0 ? samples : lasting;
}

export const threadsOf = (samples: readonly Sample[]): ReadonlySet<number> =>
  new Set(samples.map(({ thread }) => thread));
