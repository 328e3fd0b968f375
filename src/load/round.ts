import { setTimeout as later } from 'node:timers/promises';
import { describeError } from '../errors.ts';
import type { Progress } from '../harness/measure.ts';
import type { RawSample, RecordedEvent } from '../record/schema.ts';
import type { Isolate } from './agents.ts';
import { failed } from './ended.ts';
import type { Load, LoadResult } from './load.ts';
import { drain, readLedger } from './rest.ts';
import { glanceEveryMs } from './rounds.ts';
import type { ScenarioPoll } from './scenario-poll.ts';
import type { ServerSession } from './server-session.ts';

type RoundEvent = RecordedEvent & { readonly event: 'round' };

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
  const { load, requests, operations, batch, watched, timeoutMs, add, onProgress } = options;
  const isolates = watched.length > 0 ? watched : session.isolates();
  const poll = session.poll();
  // From here on, delays of the event loop are the load's: before, all isolates were collected at once.
  await session.orEnded(
    Promise.all(watched.map((one) => one.ask({ question: 'glance', operations }, GLANCE_MS))),
  );
  // Before the ledger is read: its connection and its requests are in there.
  await session.orEnded(poll?.queued() ?? NOTHING);
  const before = await session.orEnded(readLedger(isolates));
  const polledBefore = poll?.sent() ?? 0;
  const glances = new Map<Isolate, Promise<void>>();
  let glancedAtMs = Number.NEGATIVE_INFINITY;
  let answered = 0;
  let answeredAtMs = session.elapsedMs();
  let isStalled = false;
  let isOver = false;

  const driving = session.driver
    .run({ ...load, origin: session.origin() }, requests, {
      timeoutMs: Math.min(timeoutMs, REQUEST_TIMEOUT_MS),
      onProgress(now) {
        if (now !== answered) answeredAtMs = session.elapsedMs();
        answered = now;
        session.progressed(operations + now);
        isStalled ||= session.elapsedMs() - answeredAtMs > timeoutMs;
        if (isStalled) session.driver.stop();
        const nowMs = session.elapsedMs();
        if (nowMs - glancedAtMs < glanceEveryMs(nowMs)) return;
        glancedAtMs = nowMs;
        for (const isolate of watched) {
          if (isOver || glances.has(isolate)) continue;
          const glance = look(isolate, operations + now, poll, options)
            .then((raw) => {
              if (raw !== null && !isOver) tell(raw);
            })
            .finally(() => glances.delete(isolate));
          glances.set(isolate, glance);
        }
      },
    })
    .catch((thrown: unknown) => {
      throw failed(describeError(thrown).message, session.elapsedMs());
    });
  const tell = (raw: RawSample): void => {
    add(raw);
    onProgress?.({ elapsedMs: raw.elapsedMs, raw, sample: null, judgement: null });
  };
  const record = (
    { reasons: _, ...counts }: LoadResult,
    asCounted: Pick<RoundEvent, 'received' | 'inFlight' | 'queued'>,
  ): void =>
    add({
      ...{ type: 'event', event: 'round', elapsedMs: session.elapsedMs(), batch },
      ...{ ...counts, statuses: { ...counts.statuses }, latencyMs: { ...counts.latencyMs } },
      ...asCounted,
    });

  let result: LoadResult;
  try {
    result = await session.orEnded(driving);
    await session.orEnded(Promise.all(glances.values()));
    const after = await session.orEnded(drain(isolates, before));
    const polled = (poll?.sent() ?? 0) - polledBefore;
    const queued = await session.orEnded(poll?.queued() ?? NOTHING);
    const isCounted = after.started > 0;
    const received = after.started - before.started - polled;
    record(result, {
      // With an isolate that has ended, its count has gone.
      received:
        isCounted && received >= 0 && !isolates.some((one) => one.isGone()) ? received : null,
      inFlight: isCounted ? after.started - after.closed : null,
      queued,
    });
  } catch (thrown) {
    isOver = true;
    // What was sent by now is in the recording, whatever ends the round.
    session.driver.stop();
    const sent = await Promise.race([driving.catch(() => null), later(STOP_MS, null)]);
    if (sent !== null) record(sent, { received: null, inFlight: null, queued: null });
    throw thrown;
  }
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

const GLANCE_MS = 2000;
const EXIT_MS = 500;
/** Each poll is a request more that the server answers. */
const QUEUE_AGE_MS = 250;
/** For the driver to count what it has cut off. */
const STOP_MS = 1000;
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
  { timeoutMs }: RoundOptions,
): Promise<RawSample | null> {
  // First: the poll is a request itself, and would be one of those in flight.
  const queued = poll === null ? null : await poll.queued(QUEUE_AGE_MS);
  const answer = await isolate.ask({ question: 'glance', operations }, timeoutMs);
  if (answer === null || answer.glance === null) return null;
  const { started, closed, connections } = answer.requests;
  const { raw, loopDelayMs } = answer.glance;
  return {
    ...raw,
    server: { inFlight: Math.max(0, started - closed), queued, connections, loopDelayMs },
  };
}
