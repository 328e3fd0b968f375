import { setTimeout as later } from 'node:timers/promises';
import type { Question } from '../agent/server-protocol.ts';
import { ANSWERING_SHARE } from '../analysis/own-requests.ts';
import type { Judgement } from '../analysis/verdict.ts';
import type { Log } from '../harness/log.ts';
import { bytesIn } from '../record/reading.ts';
import type { Memory } from '../record/schema.ts';
import type { Isolate } from './agents.ts';
import { takeFloors } from './rest.ts';
import { runRound } from './round.ts';
import type { Purpose } from './server-host.ts';
import type { ServerSession } from './server-session.ts';
import { openSession } from './server-session.ts';
import type { ServerTarget } from './server-target.ts';

/** The isolate that leaked, in a server that is started once more for what is to be found out about it. */
export interface SecondStart {
  readonly session: ServerSession;
  readonly isolate: Isolate;
  /**
   * Sends until the isolate has had so many requests of its own, for connections are spread as it happens;
   * returns how many it had. Where it answers none itself, those of its process are its own, or of all.
   */
  send(own: number): Promise<number>;
  ask(question: Question): ReturnType<typeof ask>;
}

/** Which isolate leaked, and what is to be known of it to find it again. */
export interface Leaking {
  readonly thread: number;
  /** Node's own number of the thread: processes come in another order each time. */
  readonly threadId: number;
  readonly heapLimitBytes: number;
  /** How many were measured that have this number: one of each process. */
  readonly alike: number;
  /** How many of those answered requests. */
  readonly answering: number;
  /** Whether it did so itself: the primary of a cluster leaves it to others. */
  readonly answers: boolean;
  /** Bytes a request of its own. */
  readonly rate: number;
  /** Of all requests, those that it had. */
  readonly share: number;
  readonly memory: Memory | null;
}

/** The one that grows fastest of those that do: by its own rate, as often as requests come to it. */
export function leakingIsolate({ threads, memory }: Judgement, { entries }: Log): Leaking {
  const ofAll = (one: Judgement['threads'][number]): number =>
    (one.requestShare ?? 1) * (one.bytesPerOperation?.estimate ?? 0);
  const [fastest] = [...threads].sort((a, b) => ofAll(b) - ofAll(a));
  const thread = fastest?.thread ?? entries.find((entry) => entry.type === 'sample')?.thread ?? 0;
  const isolates = entries.flatMap((entry) =>
    entry.type === 'event' && entry.event === 'isolate' && entry.measured ? [entry] : [],
  );
  const known = isolates.find((one) => one.thread === thread);
  const alike = isolates.filter(({ threadId }) => threadId === known?.threadId);
  const answered = answeringThreads(entries);
  return {
    ...{ thread, memory, share: fastest?.requestShare ?? 1 },
    rate: fastest?.bytesPerOperation?.estimate ?? 0,
    threadId: known?.threadId ?? thread,
    alike: alike.length,
    answering: alike.filter((one) => answered.has(one.thread)).length,
    answers: answered.has(thread),
    heapLimitBytes: known?.heapLimitBytes ?? Number.POSITIVE_INFINITY,
  };
}

/** Those that answered requests themselves; one that is asked for its health now and then does not count. */
function answeringThreads(entries: Log['entries']): ReadonlySet<number> {
  // As of the last floor of each.
  const served = new Map<number, number>();
  for (const entry of entries) {
    if (entry.type !== 'sample') continue;
    served.set(entry.thread, entry.served ?? 0);
  }
  const least = ANSWERING_SHARE * Math.max(1, ...served.values());
  return new Set([...served].flatMap(([thread, count]) => (count >= least ? [thread] : [])));
}

/**
 * Starts the server, sends it `before` requests of its own to the isolate that leaked, and has `work` done
 * with it. Throws where the server ends, or the isolate is not there.
 */
export async function startAgain<Value>(
  options: {
    readonly target: ServerTarget;
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
    readonly leaking: Leaking;
    readonly purpose: Purpose;
    /** Requests to all isolates before `work`. */
    readonly before: number;
  },
  work: (again: SecondStart) => Promise<Value>,
): Promise<Value> {
  const { target, timeoutMs, signal, leaking, purpose, before } = options;
  const originMs = Date.now();
  const session = await openSession({ target, signal, timeoutMs, originMs, purpose });
  try {
    const send = (requests: number): Promise<unknown> =>
      runRound(session, {
        ...{ load: session.load(), requests, operations: 0, batch: null, watched: [], timeoutMs },
        add() {},
      });
    await session.untilReady();
    await send(before);
    const { threadId } = leaking;
    const isAlike = (one: Isolate): boolean => one.threadId === threadId;
    for (let waitedMs = 0; waitedMs < LATE_MS; waitedMs += LATE_LOOK_MS) {
      if (session.isolates().filter(isAlike).length >= leaking.alike) break;
      await session.orEnded(later(LATE_LOOK_MS));
    }
    const alike = (await session.choose()).filter(isAlike);
    const isolate = await growingMost(session, alike, leaking, before, () => send(before));
    return await work({
      session,
      isolate,
      send: (own) => sendTo(session, isolate, own, leaking, send),
      ask: (question) => ask(session, isolate, question),
    });
  } finally {
    await session.end();
  }
}

/** Processes of a cluster start one after the other. */
const LATE_MS = 5000;
const LATE_LOOK_MS = 50;

async function sendTo(
  session: ServerSession,
  isolate: Isolate,
  own: number,
  { answers, share }: Leaking,
  send: (requests: number) => Promise<unknown>,
): Promise<number> {
  const counted = answers ? [isolate] : session.isolates().filter(({ pid }) => pid === isolate.pid);
  const served = async (): Promise<number> =>
    (await servedBy(session, counted)).reduce((sum, one) => sum + one, 0);
  const before = await served();
  let had = 0;
  let sent = 0;
  for (let i = 0; i < MOST_SENDS && had < ENOUGH_SHARE * own; i++) {
    const requests = Math.ceil((own - had) / share);
    await send(requests);
    sent += requests;
    const now = await served();
    if (now === 0) return sent;
    had = now - before;
  }
  return had;
}

/** The requests that isolates have answered themselves. */
async function servedBy(session: ServerSession, isolates: readonly Isolate[]): Promise<number[]> {
  const answers = isolates.map((isolate) => ask(session, isolate, { question: 'requests' }));
  return (await Promise.all(answers)).map(({ requests }) => requests.closed);
}

/** Of few connections none may go to the isolate; then they are opened anew. */
const MOST_SENDS = 6;
const ENOUGH_SHARE = 0.75;

/**
 * Of those isolates that may be the one that leaked, the one that its requests make grow as fast as that
 * did. An isolate's first requests make it grow in any case: it is weighed by those that come after them.
 */
async function growingMost(
  session: ServerSession,
  alike: readonly Isolate[],
  { memory, answering, answers, rate, share }: Leaking,
  requests: number,
  send: () => Promise<unknown>,
): Promise<Isolate> {
  const [first, ...others] = alike;
  if (first === undefined) throw new Error('the thread that leaked was not there this time');
  if (others.length === 0) return first;
  // An isolate that few connections came to is as new as one that has just started.
  const enough = answers ? (FAIR_SHARE * requests) / Math.max(1, answering) : share * requests;
  const settled = new Map<Isolate, { readonly had: number; readonly bytes: number }>();
  let fastest = { isolate: first, rate: Number.NEGATIVE_INFINITY };
  for (let sends = 1; sends <= MOST_LOOKS; sends++) {
    const floors = await session.orEnded(
      takeFloors(alike, { operations: 0, batchMs: 0 }, ANSWER_MS),
    );
    const served = await servedBy(session, alike);
    for (const [i, isolate] of alike.entries()) {
      const sample = floors[i]?.sample;
      const bytes = sample === undefined ? null : bytesIn(sample, memory ?? 'js-heap');
      const sent = sends * requests;
      const had = answers ? served[i]! : share * sent;
      const mayLeak = answers || served[i]! < ANSWERING_SHARE * sent;
      if (bytes === null || had < enough || !mayLeak) continue;
      const start = settled.get(isolate);
      if (start === undefined) settled.set(isolate, { had, bytes });
      else if (had - start.had >= enough) {
        const own = (bytes - start.bytes) / (had - start.had);
        if (own > fastest.rate) fastest = { isolate, rate: own };
      }
    }
    if (fastest.rate > ALIKE_RATE * rate) break;
    await send();
  }
  return fastest.isolate;
}

/** Of what each would have, were requests spread evenly. */
const FAIR_SHARE = 0.25;
/** What keeps nothing grows by a tenth of a leak after its first requests. */
const ALIKE_RATE = 0.5;
/** Where connections are few, many rounds pass before one has come to each isolate. */
const MOST_LOOKS = 16;

/** A snapshot of the largest heap that is written down takes V8 less. */
const ANSWER_MS = 60_000;

async function ask(session: ServerSession, isolate: Isolate, question: Question) {
  const answer = await session.orEnded(isolate.ask(question, ANSWER_MS));
  if (answer === null) throw new Error('the isolate did not answer');
  return answer;
}
