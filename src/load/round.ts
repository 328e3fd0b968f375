import { setTimeout as later } from 'node:timers/promises';
import type { Progress } from '../harness/measure.ts';
import type { RawSample, RecordedEvent } from '../record/schema.ts';
import type { Isolate } from './agents.ts';
import { failed } from './ended.ts';
import type { Load, LoadResult } from './load.ts';
import { drain, readLedger } from './rest.ts';
import type { ScenarioPoll } from './scenario-poll.ts';
import type { ServerSession } from './server-session.ts';

export interface RoundOptions {
  readonly load: Omit<Load, 'origin'>;
  readonly requests: number;
  /** Requests before it. */
  readonly operations: number;
  /** Of the floors that follow; null for the warm-up. */
  readonly batch: number | null;
  /** Those that are looked at meanwhile. */
  readonly watched: readonly Isolate[];
  readonly timeoutMs: number;
  add(entry: RecordedEvent | RawSample): void;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** A request that takes longer counts as failed, as it does by autocannon's default. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Sends requests, and waits until the server has answered them and its connections are closed. */
export async function runRound(session: ServerSession, options: RoundOptions): Promise<LoadResult> {
  const { load, requests, operations, batch, watched, timeoutMs, add } = options;
  const isolates = watched.length > 0 ? watched : session.isolates();
  const poll = session.poll();
  // Before the ledger is read: its connection and its requests are in there.
  await session.orEnded(poll?.queued() ?? NOTHING);
  const before = await session.orEnded(readLedger(isolates));
  const polledBefore = poll?.sent() ?? 0;
  const glances = new Map<Isolate, Promise<void>>();
  let answered = 0;
  let answeredAtMs = session.elapsedMs();
  let isStalled = false;

  const result = await session.orEnded(
    session.driver.run({ ...load, origin: session.origin() }, requests, {
      timeoutMs: Math.min(timeoutMs, REQUEST_TIMEOUT_MS),
      onProgress(now) {
        if (now !== answered) answeredAtMs = session.elapsedMs();
        answered = now;
        session.progressed(operations + now);
        isStalled ||= session.elapsedMs() - answeredAtMs > timeoutMs;
        if (isStalled) session.driver.stop();
        for (const isolate of watched) {
          if (glances.has(isolate)) continue;
          const glance = look(isolate, operations + now, poll, options).finally(() =>
            glances.delete(isolate),
          );
          glances.set(isolate, glance);
        }
      },
    }),
  );
  await session.orEnded(Promise.all(glances.values()));
  const after = await session.orEnded(drain(isolates, before));
  const polled = (poll?.sent() ?? 0) - polledBefore;
  const queued = await session.orEnded(poll?.queued() ?? NOTHING);
  const { reasons: _, ...counts } = result;
  const isCounted = after.started > 0;
  add({
    ...{ type: 'event', event: 'round', elapsedMs: session.elapsedMs(), batch },
    ...{ ...counts, statuses: { ...counts.statuses }, latencyMs: { ...counts.latencyMs } },
    received: isCounted ? after.started - before.started - polled : null,
    inFlight: isCounted ? after.started - after.closed : null,
    queued,
  });
  session.progressed(operations + result.sent);
  // Whichever is seen first: that no answer came, or that each request gave up waiting for its own.
  if (isStalled || (result.answered === 0 && result.timeouts > 0)) {
    const message = `no answer for ${timeoutMs / 1000} s: the server hangs, or takes longer than --timeout allows`;
    throw failed(message, session.elapsedMs(), 'Timeout');
  }
  if (result.answered === 0) {
    // It may have ended, and then its exit says more.
    await session.orEnded(later(EXIT_MS));
    throw failed(unanswered(session.origin(), result.reasons), session.elapsedMs());
  }
  return result;
}

const EXIT_MS = 500;
const NOTHING = Promise.resolve(null);

function unanswered(origin: string, reasons: readonly string[]): string {
  const why = reasons.length === 0 ? 'connections were closed' : reasons.join(', ');
  return `${origin} did not answer a request (${why}). Expected an HTTP server that listens there.`;
}

/** What there is in passing: for the picture, never for a verdict. */
async function look(
  isolate: Isolate,
  operations: number,
  poll: ScenarioPoll | null,
  { timeoutMs, add, onProgress }: RoundOptions,
): Promise<void> {
  // First: the poll is a request itself, and would be one of those in flight.
  const queued = poll === null ? null : await poll.queued();
  const answer = await isolate.ask({ question: 'glance', operations }, timeoutMs);
  if (answer === null || answer.glance === null) return;
  const { started, closed, connections } = answer.requests;
  const { raw, loopDelayMs } = answer.glance;
  const sample: RawSample = {
    ...raw,
    server: { inFlight: Math.max(0, started - closed), queued, connections, loopDelayMs },
  };
  add(sample);
  onProgress?.({ elapsedMs: sample.elapsedMs, raw: sample, sample: null, judgement: null });
}
