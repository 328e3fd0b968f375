import type { Sample } from '../record/schema.ts';

/** The floors of one isolate of a server, over the requests that are counted for it. */
export interface OwnFloors {
  readonly samples: readonly Sample[];
  /** Of all requests that the server was sent, those that are counted; 0 to 1. */
  readonly share: number;
}

/**
 * Counts for each isolate of a server the requests that it answered itself: connections are spread over
 * the processes of a cluster as it happens. A thread that answers next to none works for those of its
 * process that do, and has their requests; where the whole process answers none, it has all.
 */
export function ownFloors(
  samples: readonly Sample[],
  thread: number,
  processOf: (thread: number) => number,
): OwnFloors {
  const own = samples.filter((sample) => sample.thread === thread);
  const sent = between(own, ({ operations }) => operations);
  const pid = processOf(thread);
  const together = servedTogether(samples.filter((sample) => processOf(sample.thread) === pid));
  const itself = servedTogether(own);
  const byProcess = between(own, together);
  const bySelf = between(own, itself);
  if (sent <= 0 || byProcess <= 0) return { samples: own, share: 1 };
  const counted = bySelf >= ANSWERING_SHARE * byProcess ? itself : together;
  return {
    samples: onlyAfterRequests(own.map((sample) => ({ ...sample, operations: counted(sample) }))),
    share: Math.min(1, between(own, counted) / sent),
  };
}

/** Of its process's requests: one that is asked for its health now and then answers fewer. */
export const ANSWERING_SHARE = 0.01;

function between(samples: readonly Sample[], count: (sample: Sample) => number): number {
  const [first, last] = [samples[0], samples.at(-1)];
  return first === undefined || last === undefined ? 0 : count(last) - count(first);
}

/** Requests that isolates had answered by each batch, together. */
function servedTogether(samples: readonly Sample[]): (sample: Sample) => number {
  const byBatch = new Map<number, number>();
  for (const { batch, served } of samples) {
    byBatch.set(batch, (byBatch.get(batch) ?? 0) + (served ?? 0));
  }
  return ({ batch }) => byBatch.get(batch) ?? 0;
}

/** A floor after a round in which it had no request says nothing of requests. */
function onlyAfterRequests(samples: readonly Sample[]): Sample[] {
  let most = Number.NEGATIVE_INFINITY;
  return samples.filter(({ operations }) => {
    const hasMore = operations > most;
    most = Math.max(most, operations);
    return hasMore;
  });
}
