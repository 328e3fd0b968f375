import type { Entry, Sample } from '../record/schema.ts';

/**
 * The process of each thread: of a server by its id, for there may be several; whatever else is measured
 * is all in one, 0.
 */
export function processesOf(entries: readonly Entry[]): (thread: number) => number {
  const processes = new Map<number, number>();
  for (const entry of entries) {
    if (entry.type === 'event' && entry.event === 'isolate') processes.set(entry.thread, entry.pid);
  }
  return (thread) => processes.get(thread) ?? 0;
}

/** Samples by the process that they are of, in the order in which processes first appear. */
export function byProcess(
  samples: readonly Sample[],
  processOf: (thread: number) => number,
): ReadonlyMap<number, readonly Sample[]> {
  const found = new Map<number, Sample[]>();
  for (const sample of samples) {
    const pid = processOf(sample.thread);
    const known = found.get(pid);
    if (known === undefined) found.set(pid, [sample]);
    else known.push(sample);
  }
  return found;
}
