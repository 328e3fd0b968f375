import { setTimeout as later } from 'node:timers/promises';
import { EQUAL_LOOKS, isDecided } from '../analysis/certainty.ts';
import type { Judgement } from '../analysis/verdict.ts';
import { judge } from '../analysis/verdict.ts';
import { LeaklabError } from '../errors.ts';
import { recordBatch } from '../harness/batch-record.ts';
import { conclude, knownControls } from '../harness/conclude.ts';
import type { Ending } from '../harness/ending.ts';
import { quiet } from '../harness/ending.ts';
import { isOfObjects } from '../harness/explain-objects.ts';
import type { Log } from '../harness/log.ts';
import { openLog } from '../harness/log.ts';
import type { Measurement, Progress } from '../harness/measure.ts';
import { growthRate } from '../harness/readings.ts';
import { seededRandom } from '../harness/schedule.ts';
import type {
  Controls,
  LoadRecord,
  RecordedEvent,
  Sample,
  Settings,
  Tool,
} from '../record/schema.ts';
import type { Isolate } from './agents.ts';
import { Ended, failed } from './ended.ts';
import { explainServer } from './explain-server.ts';
import { explainServerWasm } from './explain-server-wasm.ts';
import { coolDownMs, readLedger, takeFloors } from './rest.ts';
import { runRound } from './round.ts';
import type { RoundDone } from './rounds.ts';
import { ENOUGH_REQUESTS, planRound, roundSize } from './rounds.ts';
import type { ServerSession } from './server-session.ts';
import { openSession } from './server-session.ts';
import type { ServerTarget } from './server-target.ts';
import type { Reply } from './verify.ts';
import { changesIn, refuse, remarksOn, verify } from './verify.ts';
import type { WarmUp } from './warm-up.ts';
import { warmUp } from './warm-up.ts';

export interface MeasureLoadOptions {
  readonly target: ServerTarget;
  readonly settings: Settings;
  /** Known when the controls are; null where there are none. */
  readonly controls: Promise<Controls | null>;
  readonly tool: Tool;
  readonly path: string;
  readonly overwrite: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Starts a server, drives it in rounds, lets it come to rest after each, and records the floors of its
 * isolates until the verdict is certain. What happens to the server is in the recording: this throws
 * where the request itself can't be meant, or the recording can't be written.
 */
export async function measureLoad(options: MeasureLoadOptions): Promise<Measurement> {
  const { target, signal } = options;
  const startedAt = new Date();
  const { timeoutMs } = options.settings;
  const session = await openSession({ target, signal, timeoutMs, originMs: startedAt.getTime() });
  let log: Log | null = null;
  try {
    const begun = await begin(session, options).catch(orEnding);
    const isolates = 'end' in begun ? [] : begun.isolates;
    const settings = { ...options.settings, threads: Math.max(1, isolates.length) };
    log = openLog(
      {
        path: options.path,
        overwrite: options.overwrite,
        header: {
          ...{ subject: target.subject, expected: target.expected },
          ...{ controls: null, wasmMaximumBytes: null },
          ...{ settings, tool: toolOf(options.tool, isolates) },
          load: loadRecord(target, session.origin()),
        },
      },
      startedAt,
    );
    for (const note of session.notes) log.note(note);
    const ending =
      'end' in begun
        ? begun
        : await measureRounds(session, log, begun, { ...options, settings }).catch(orEnding);
    // What has happened since the last floors, too.
    const late = session.events();
    for (const event of [...late, ...withoutKnown(ending.events, late)]) log.add(event);
    const changes =
      'end' in begun || ending.error !== null || signal.aborted
        ? []
        : await verified(session, settings, signal).then(
            (now) => changesIn(begun.replies, now),
            unanswered,
          );
    const problem = await session.teardown();
    for (const text of problem === null ? changes : [...changes, problem]) {
      log.add({ type: 'js-note', elapsedMs: log.elapsedMs(), text });
    }
    const controls = signal.aborted ? null : await knownControls(log, options);
    const { path } = options;
    return await conclude(
      log,
      { target, path, settings, controls, ending: inLightOf(late, ending) },
      async (first) => {
        if (first.verdict !== 'leak' || signal.aborted) return;
        await session.end();
        const explain = isOfObjects(first.memory) ? explainServer : explainServerWasm;
        await explain(target, settings, first, log!, signal);
      },
    );
  } finally {
    log?.close();
    await session.end();
  }
}

/** It does no harm to what was measured. */
const unanswered = (thrown: unknown): string[] => {
  if (!(thrown instanceof Ended)) throw thrown;
  return thrown.ending.error === null ? [] : [`after the load: ${thrown.ending.error.message}`];
};

function orEnding(thrown: unknown): Ending {
  if (thrown instanceof Ended) return thrown.ending;
  throw thrown;
}

/** Requests that were not answered any more are no failure of another kind where a worker ran out of memory. */
function inLightOf(events: readonly RecordedEvent[], ending: Ending): Ending {
  const exhausted = events.find((event) => event.event === 'out-of-memory');
  if (ending.end !== 'failed' || exhausted === undefined) return ending;
  return { ...ending, ...outOfMemory(exhausted.message) };
}

/** That a process ran out of memory is known of its isolate, and of the server as a whole. */
const withoutKnown = (
  events: readonly RecordedEvent[],
  known: readonly RecordedEvent[],
): readonly RecordedEvent[] =>
  known.some(({ event }) => event === 'out-of-memory')
    ? events.filter(({ event }) => event !== 'out-of-memory')
    : events;

const outOfMemory = (message: string): Pick<Ending, 'end' | 'error'> => ({
  end: 'out-of-memory',
  error: { name: 'OutOfMemory', message, stack: null },
});

/** The limit that binds is that of the smallest isolate. */
function toolOf(tool: Tool, isolates: readonly Isolate[]): Tool {
  const limits = isolates.map(({ heapLimitBytes }) => heapLimitBytes);
  return limits.length === 0
    ? tool
    : { ...tool, node: isolates[0]!.node, heapLimitBytes: Math.min(...limits) };
}

function loadRecord({ command, load }: ServerTarget, origin: string): LoadRecord {
  const { requests, varied, connections, pipelining, rate } = load;
  return {
    ...{ command: [...(command ?? [])], origin, varied, connections, pipelining, rate },
    requests: requests.map(({ path, method, headers, body }) => ({
      ...{ path, method, headers: Object.keys(headers) },
      bodyBytes: Buffer.byteLength(body ?? ''),
    })),
  };
}

interface Begun extends WarmUp {
  readonly isolates: readonly Isolate[];
  /** To each request, before the warm-up. */
  readonly replies: readonly Reply[];
  /** When the warm-up began. */
  readonly loadedAtMs: number;
}

/** Until the server is warm, and its isolates are known. */
async function begin(
  session: ServerSession,
  { target, settings, signal }: MeasureLoadOptions,
): Promise<Begun> {
  await session.untilReady();
  const before = await session.orEnded(readLedger(session.isolates()));
  const replies = await verified(session, settings, signal);
  const after = await session.orEnded(readLedger(session.isolates()));
  if (replies.length > 0 && after.started === before.started && target.origin !== null) {
    throw new LeaklabError('usage', elsewhere(target.origin));
  }
  const load = session.load();
  refuse(
    replies.map(({ status }) => status),
    load.requests,
    replies[0]?.excerpt ?? '',
  );
  session.note(...remarksOn(replies));
  const loadedAtMs = session.elapsedMs();
  const warm = await warmUp(session, target, settings.timeoutMs);
  return { ...warm, replies, loadedAtMs, isolates: await session.choose() };
}

/** A proxy, or another server on the port of another address. */
const elsewhere = (origin: string): string =>
  `A request to ${origin} was answered, but not by a process with leaklab's agent that listens on that port. Name the address on which the server itself listens, as in --url http://127.0.0.1:3000.`;

/** How the server answers while nothing else is asked of it. */
const verified = (
  session: ServerSession,
  { timeoutMs }: Settings,
  signal: AbortSignal,
): Promise<Reply[]> => {
  const { elapsedMs } = session;
  return session.orEnded(
    verify(session.origin(), session.load(), { timeoutMs, elapsedMs, signal }),
  );
};

/** Round after round, until something ends it. */
async function measureRounds(
  session: ServerSession,
  log: Log,
  begun: Begun,
  options: MeasureLoadOptions,
): Promise<Ending> {
  const { target, settings, onProgress } = options;
  for (const event of [...begun.events, ...session.events()]) log.add(event);
  const random = seededRandom(settings.seed);
  const rounds: RoundDone[] = begun.rounds.slice(-1);
  let { operations } = begun;
  let controls: Controls | null = null;
  let certain = 0;
  let left = target.requests;
  let { isolates, grownBytesPerRequest } = begun;
  const start = { operations, batchMs: 0 };
  const coolMs = await session.orEnded(coolDownMs(isolates, start, settings.timeoutMs));
  let first = await rest(session, log, isolates, settings, { ...start, batch: 0 });
  let roomBytes = roomOf(isolates, first);
  let waiting = session.newcomers();

  for (let batch = 1; ; batch++) {
    const size = roundSize(rounds, target.requests);
    const requests = planRound({ size, left, grownBytesPerRequest, roomBytes, random });
    if (requests === null) return quiet('budget');
    const round = await runRound(session, {
      ...{ load: session.load(), requests, operations, batch, onProgress },
      ...{ watched: isolates, timeoutMs: settings.timeoutMs, add: log.add },
    });
    operations += round.sent;
    rounds.push({ requests, loadMs: round.loadMs });
    if (left !== null) left -= requests;
    const at = { operations, batchMs: round.loadMs, batch };
    if (coolMs > 0) await session.orEnded(later(coolMs));
    const floors = await rest(session, log, isolates, settings, at);
    const isReplaced =
      isolates.length < begun.isolates.length || isolates.some((isolate) => isolate.isGone());
    const newcomers = session.newcomers();
    // Processes of a cluster start one after the other; threads that come and go are none of them.
    const isLate = newcomers.some((one) => waiting.includes(one));
    waiting = newcomers;
    // What took the place of one that ended will grow as that one did, as far as anybody knows.
    const rate = growthRate(first, floors);
    grownBytesPerRequest = isReplaced ? Math.max(rate, grownBytesPerRequest) : rate;
    first = [...first, ...floors.filter((floor) => !first.some((one) => isOfSame(one, floor)))];
    roomBytes = roomOf(isolates, floors);
    const judgement = judge({ settings, controls, entries: log.entries });
    if (isReplaced) {
      const end = exhaustion(log);
      if (end !== null && judgement.verdict === 'leak') return { ...end, events: [] };
    }
    if (isReplaced || isLate) isolates = await successors(session);
    onProgress?.({ elapsedMs: log.elapsedMs(), raw: null, sample: floors[0] ?? null, judgement });
    certain = isDecided(judgement) ? certain + 1 : 0;
    if (certain >= EQUAL_LOOKS && controls === null) {
      controls = await session.orEnded(knownControls(log, options));
      // A heap that was more restless than was taken for granted asks for more floors.
      if (!isDecided(judge({ settings, controls, entries: log.entries }))) certain = 0;
    }
    // In which threads it leaks is told as well, where that does not take much longer.
    const isToldOfAll = judgement.threads.every(({ verdict }) => verdict !== 'inconclusive');
    const enough = ENOUGH_REQUESTS * (isToldOfAll ? 1 : 2);
    const isEnough = (operations - begun.operations) * ownShare(judgement) >= enough;
    if (certain >= EQUAL_LOOKS && isEnough && !target.isWhole) return quiet('decided');
    // Not begun where it would not be done in time.
    const spentMs = log.elapsedMs() - begun.loadedAtMs;
    if (spentMs + spentMs / (batch + 1) > settings.budgetMs) return quiet('budget');
  }
}

/** Each process has a cache of its own: of what seems to leak, its own requests have to be enough. */
const ownShare = ({ verdict, threads }: Judgement): number =>
  verdict === 'leak' && threads.length > 0
    ? Math.max(...threads.map(({ requestShare }) => requestShare ?? 1))
    : 1;

/** Brings all isolates to rest, and records a floor of each. */
async function rest(
  session: ServerSession,
  log: Log,
  isolates: readonly Isolate[],
  { timeoutMs }: Settings,
  { batch, ...at }: { operations: number; batchMs: number; batch: number },
): Promise<Sample[]> {
  const taken = await session.orEnded(takeFloors(isolates, at, timeoutMs));
  for (const event of session.events()) log.add(event);
  const reports = taken.flatMap((floor) =>
    floor === null ? [] : [{ ...floor, ...at, elapsedMs: floor.sample.elapsedMs }],
  );
  if (reports.length > 0 || isolates.every((isolate) => isolate.isGone())) {
    return recordBatch(reports, batch, log);
  }
  // It may have ended, and then its exit says more.
  await session.orEnded(later(EXIT_MS));
  throw failed(SILENT, session.elapsedMs());
}

const EXIT_MS = 500;
const SILENT =
  'no isolate of the server answers any more: its event loops are blocked, or its threads have ended';

/** Those that are measured from now on: with what took the place of those that have ended. */
async function successors(session: ServerSession): Promise<readonly Isolate[]> {
  const untilMs = session.elapsedMs() + SUCCESSION_MS;
  for (;;) {
    const isolates = await session.orEnded(session.choose());
    if (isolates.length > 0) return isolates;
    if (session.elapsedMs() > untilMs) throw failed(SILENT, session.elapsedMs());
    await session.orEnded(later(SUCCESSION_LOOK_MS));
  }
}

/** For a process that is started anew where none is left. */
const SUCCESSION_MS = 5000;
const SUCCESSION_LOOK_MS = 50;

/** What is left below the limit of the heap that is nearest to it. */
function roomOf(isolates: readonly Isolate[], floors: readonly Sample[]): number {
  const rooms = floors.map(({ thread, jsHeapBytes }) => {
    const limit = isolates.find((isolate) => isolate.thread === thread)?.heapLimitBytes;
    return (limit ?? Number.POSITIVE_INFINITY) - jsHeapBytes;
  });
  return Math.max(0, Math.min(...rooms));
}

const isOfSame = (one: Sample, other: Sample): boolean => one.thread === other.thread;

/** How it ends where one of the threads has run out of memory; null where none has. */
function exhaustion({ entries }: Log): Pick<Ending, 'end' | 'error'> | null {
  const found = entries.find((entry) => entry.type === 'event' && entry.event === 'out-of-memory');
  return found?.type === 'event' && found.event === 'out-of-memory'
    ? outOfMemory(found.message)
    : null;
}
