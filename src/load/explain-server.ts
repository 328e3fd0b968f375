import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentReply, AgentTask } from '../agent/protocol.ts';
import type { Question } from '../agent/server-protocol.ts';
import type { Judgement } from '../analysis/verdict.ts';
import { describeError } from '../errors.ts';
import { TOO_LARGE, weighOf } from '../harness/explain-objects.ts';
import { readHeapStream } from '../harness/heap-stream.ts';
import type { Log } from '../harness/log.ts';
import { createObjectExplainer } from '../harness/object-explainer.ts';
import type { ObjectPlan } from '../harness/object-plan.ts';
import { planObjects } from '../harness/object-plan.ts';
import { failedText } from '../harness/second-run.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';
import type { Weigh } from '../heap/object-growth.ts';
import type { JsHeap, Settings } from '../record/schema.ts';
import type { Isolate } from './agents.ts';
import { Ended } from './ended.ts';
import { takeFloors } from './rest.ts';
import { runRound } from './round.ts';
import type { ServerSession } from './server-session.ts';
import { openSession } from './server-session.ts';
import type { ServerTarget } from './server-target.ts';

/**
 * Starts a server that leaks once more, and writes down what came between two snapshots of the isolate
 * that grows most. The verdict stands by then: whatever goes wrong here is a note in the recording.
 */
export async function explainServer(
  target: ServerTarget,
  settings: Settings,
  judgement: Judgement,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const thread = leakingThread(judgement, log);
  const samples = log.entries.flatMap((entry) => (entry.type === 'sample' ? [entry] : []));
  const raws = log.entries.flatMap((entry) => (entry.type === 'raw' ? [entry] : []));
  const plan = planObjects(
    samples.filter((sample) => sample.thread === thread),
    raws.filter((raw) => raw.thread === thread),
    { ...settings, limitBytes: Math.min(settings.limitBytes, heapLimitOf(thread, log)) },
  );
  if (plan === null) return;
  const most = requestsFor(judgement);
  const { before, between } = plan;
  const shorter = { ...plan, before: Math.min(before, most), between: Math.min(between, most) };
  const { timeoutMs } = settings;
  const session = await openSession({ target, signal, timeoutMs, originMs: Date.now() });
  const folder = mkdtempSync(join(tmpdir(), 'leaklab-'));
  try {
    const share = shareOf(thread, judgement);
    const given = { target, timeoutMs, share, threadId: threadIdOf(thread, log) };
    const weigh = weighOf(judgement.memory);
    const entry = await explain(session, { ...given, plan: shorter, weigh, folder });
    log.add({ ...entry, thread, elapsedMs: log.elapsedMs() });
    if (!plan.snapshots) log.add({ type: 'js-note', elapsedMs: log.elapsedMs(), text: TOO_LARGE });
  } catch (thrown) {
    if (signal.aborted) return;
    const why =
      thrown instanceof Ended ? thrown.ending.error?.message : describeError(thrown).message;
    log.add({ type: 'js-note', elapsedMs: log.elapsedMs(), text: failedText(why) });
  } finally {
    await session.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * So many that what leaks stands out among what a server of 10 MB moves. A request takes some 100 times as
 * long as an operation without HTTP, and each of its allocations is sampled.
 */
function requestsFor({ growth }: Judgement): number {
  const rate = growth?.bytesPerOperation.estimate ?? 0;
  return rate <= 0 ? FEWEST_REQUESTS : Math.max(FEWEST_REQUESTS, Math.ceil(PLAIN_BYTES / rate));
}

const PLAIN_BYTES = 256 * 1024;
const FEWEST_REQUESTS = 1000;

/** The one that grows fastest of those that do: by its own rate, as often as requests come to it. */
function leakingThread({ threads }: Judgement, { entries }: Log): number {
  const rate = (one: Judgement['threads'][number]): number =>
    (one.requestShare ?? 1) * (one.bytesPerOperation?.estimate ?? 0);
  const [fastest] = [...threads].sort((a, b) => rate(b) - rate(a));
  if (fastest !== undefined) return fastest.thread;
  return entries.find((entry) => entry.type === 'sample')?.thread ?? 0;
}

/** Of all requests, those that are its own. */
const shareOf = (thread: number, { threads }: Judgement): number =>
  threads.find((one) => one.thread === thread)?.requestShare ?? 1;

function threadIdOf(thread: number, { entries }: Log): number {
  for (const entry of entries) {
    if (entry.type !== 'event' || entry.event !== 'isolate') continue;
    if (entry.thread === thread) return entry.threadId;
  }
  return thread;
}

function heapLimitOf(thread: number, { entries }: Log): number {
  for (const entry of entries) {
    if (entry.type !== 'event' || entry.event !== 'isolate') continue;
    if (entry.thread === thread) return entry.heapLimitBytes;
  }
  return Number.POSITIVE_INFINITY;
}

interface Explained {
  readonly target: ServerTarget;
  readonly timeoutMs: number;
  /** Node's own number of the thread that leaked: processes come in another order each time. */
  readonly threadId: number;
  /** Of all requests, those that it had. */
  readonly share: number;
  readonly plan: ObjectPlan;
  readonly weigh: Weigh;
  /** For the snapshots, until they are read. */
  readonly folder: string;
}

async function explain(
  session: ServerSession,
  { target, timeoutMs, threadId, share, plan, weigh, folder }: Explained,
): Promise<Omit<JsHeap, 'elapsedMs'>> {
  const send = (requests: number): Promise<unknown> =>
    runRound(session, {
      ...{ load: target.load, requests, operations: 0, batch: null, watched: [], timeoutMs },
      add() {},
    });
  await session.untilListening();
  await send(plan.before);
  const alike = (await session.choose()).filter((one) => one.threadId === threadId);
  const isolate = await growingMost(session, alike, () => send(plan.before));
  const { thread } = isolate;
  const sendOwn = (own: number): Promise<number> => sendTo(session, isolate, own, share, send);
  const explainer = createObjectExplainer({
    threadId: thread,
    run: (task) => answerTask(session, isolate, task, sendOwn),
    snapshot: () => snapshotOf(session, isolate, join(folder, `${snapshots++}.heapsnapshot`)),
  });
  let snapshots = 0;
  await explainer.begin(plan.intervalBytes, plan.snapshots);
  return explainer.end(await sendOwn(Math.ceil(plan.between * share)), weigh);
}

/**
 * Sends until the isolate has had so many requests of its own, for connections are spread as it happens;
 * returns how many it had. Where it answers none itself, those of all are its own.
 */
async function sendTo(
  session: ServerSession,
  isolate: Isolate,
  own: number,
  share: number,
  send: (requests: number) => Promise<unknown>,
): Promise<number> {
  const [before] = await servedBy(session, [isolate]);
  let had = 0;
  let sent = 0;
  for (let i = 0; i < MOST_SENDS && had < ENOUGH_SHARE * own; i++) {
    const requests = Math.ceil((own - had) / share);
    await send(requests);
    sent += requests;
    const [now] = await servedBy(session, [isolate]);
    if (now === 0) return Math.round(sent * share);
    had = now! - before!;
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

/** Of those isolates that may be the one that leaked, the one that requests make grow. */
async function growingMost(
  session: ServerSession,
  alike: readonly Isolate[],
  send: () => Promise<unknown>,
): Promise<Isolate> {
  const [first, ...others] = alike;
  if (first === undefined) throw new Error('the thread that leaked was not there this time');
  if (others.length === 0) return first;
  const sizes = async (): Promise<number[]> => {
    const floors = await session.orEnded(
      takeFloors(alike, { operations: 0, batchMs: 0 }, ANSWER_MS),
    );
    return floors.map((floor) => {
      if (floor === null) return 0;
      const { jsHeapBytes, arrayBuffersBytes, externalBytes } = floor.sample;
      return jsHeapBytes + arrayBuffersBytes + externalBytes;
    });
  };
  const before = await sizes();
  const servedBefore = await servedBy(session, alike);
  for (let i = 0; i < MOST_SENDS; i++) {
    await send();
    const served = await servedBy(session, alike);
    // One that has answered before is to have answered more.
    if (served.every((count, j) => count === 0 || count > servedBefore[j]!)) break;
  }
  const after = await sizes();
  const grown = alike.map((_, i) => after[i]! - before[i]!);
  return alike[grown.indexOf(Math.max(...grown))]!;
}

/** A snapshot of the largest heap that is written down takes V8 less. */
const ANSWER_MS = 60_000;

async function ask(session: ServerSession, isolate: Isolate, question: Question) {
  const answer = await session.orEnded(isolate.ask(question, ANSWER_MS));
  if (answer === null) throw new Error('the isolate did not answer');
  return answer;
}

/** What a measured worker is asked for, of an isolate of a server. */
async function answerTask(
  session: ServerSession,
  isolate: Isolate,
  task: AgentTask,
  send: (requests: number) => Promise<number>,
): Promise<AgentReply> {
  switch (task.task) {
    case 'batch':
      await send(task.operations);
      return { ok: true, batch: null };
    case 'rest':
      await ask(session, isolate, { question: 'rest', operations: 0, batchMs: 0 });
      return { ok: true, batch: null };
    case 'watch-allocations':
    case 'allocations':
    case 'promises':
    case 'count-calls':
    case 'calls': {
      const { reply } = await ask(session, isolate, { question: 'evidence', task });
      if (reply === null) throw new Error(`the isolate did not answer (${task.task})`);
      return reply;
    }
    default:
      throw new Error(`a server has no task ${task.task}`);
  }
}

async function snapshotOf(
  session: ServerSession,
  isolate: Isolate,
  path: string,
): Promise<HeapGraph> {
  await ask(session, isolate, { question: 'snapshot', path });
  return readHeapStream(createReadStream(path));
}
