import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentReply, AgentTask } from '../agent/protocol.ts';
import type { Question } from '../agent/server-protocol.ts';
import type { Judgement } from '../analysis/verdict.ts';
import { describeError } from '../errors.ts';
import { weighOf } from '../harness/explain-objects.ts';
import { readHeapStream } from '../harness/heap-stream.ts';
import type { Log } from '../harness/log.ts';
import { createObjectExplainer } from '../harness/object-explainer.ts';
import type { ObjectPlan } from '../harness/object-plan.ts';
import { LARGEST_HEAP, planObjects } from '../harness/object-plan.ts';
import { failedText } from '../harness/second-run.ts';
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
 * Starts a server that leaks once more, or goes on with one that runs already, and writes down what came
 * between two snapshots of the isolate that grows most. The verdict stands by then: whatever goes wrong here is a note in the recording.
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
    settings,
  );
  if (plan === null) return;
  const most = requestsFor(judgement);
  const { before, between } = plan;
  // One that runs already has what it leaked before, too.
  const isSmall = target.command !== null || (samples.at(-1)?.jsHeapBytes ?? 0) <= LARGEST_HEAP;
  const shorter = {
    ...{ before: Math.min(before, most), between: Math.min(between, most) },
    ...{ intervalBytes: plan.intervalBytes, snapshots: plan.snapshots && isSmall },
  };
  const { timeoutMs } = settings;
  const session = await openSession({ target, signal, timeoutMs, originMs: Date.now() });
  const folder = mkdtempSync(join(tmpdir(), 'leaklab-'));
  try {
    const standstills: number[] = [];
    const given = { timeoutMs, threadId: threadIdOf(thread, log), standstills };
    const weigh = weighOf(judgement.memory);
    const entry = await explain(session, { ...given, plan: shorter, weigh, folder });
    log.add({ ...entry, thread, elapsedMs: log.elapsedMs() });
    if (target.command === null && standstills.length > 0) {
      log.add({ type: 'js-note', elapsedMs: log.elapsedMs(), text: stoodStill(standstills) });
    }
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

/** The one that grows fastest of those that do. */
function leakingThread({ threads }: Judgement, { entries }: Log): number {
  const rate = (one: Judgement['threads'][number]): number => one.bytesPerOperation?.estimate ?? 0;
  const [fastest] = [...threads].sort((a, b) => rate(b) - rate(a));
  if (fastest !== undefined) return fastest.thread;
  return entries.find((entry) => entry.type === 'sample')?.thread ?? 0;
}

function threadIdOf(thread: number, { entries }: Log): number {
  for (const entry of entries) {
    if (entry.type !== 'event' || entry.event !== 'isolate') continue;
    if (entry.thread === thread) return entry.threadId;
  }
  return thread;
}

const stoodStill = (standstills: readonly number[]): string =>
  `the server stood still for ${standstills.map((ms) => `${Math.ceil(ms / 10) / 100} s`).join(' and ')}, while V8 wrote down its heap to show who holds what leaks`;

interface Explained {
  readonly timeoutMs: number;
  /** Node's own number of the thread that leaked: processes come in another order each time. */
  readonly threadId: number;
  readonly plan: ObjectPlan;
  readonly weigh: Weigh;
  /** Gets how long each snapshot took. */
  readonly standstills: number[];
  /** For the snapshots, until they are read. */
  readonly folder: string;
}

async function explain(
  session: ServerSession,
  { timeoutMs, threadId, plan, weigh, folder, standstills }: Explained,
): Promise<Omit<JsHeap, 'elapsedMs'>> {
  const send = (requests: number): Promise<unknown> =>
    runRound(session, {
      ...{ load: session.load(), requests, operations: 0, batch: null, watched: [], timeoutMs },
      add() {},
    });
  await session.untilReady();
  await send(plan.before);
  const alike = (await session.choose()).filter((one) => one.threadId === threadId);
  const isolate = await growingMost(session, alike, () => send(plan.before));
  const { thread } = isolate;
  const explainer = createObjectExplainer({
    threadId: thread,
    run: (task) => answerTask(session, isolate, task, send),
    async snapshot() {
      const path = join(folder, `${snapshots++}.heapsnapshot`);
      const startedMs = performance.now();
      await ask(session, isolate, { question: 'snapshot', path });
      standstills.push(performance.now() - startedMs);
      return readHeapStream(createReadStream(path));
    },
  });
  let snapshots = 0;
  await explainer.begin(plan.intervalBytes, plan.snapshots);
  await send(plan.between);
  return explainer.end(plan.between, weigh);
}

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
  await send();
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
  send: (requests: number) => Promise<unknown>,
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
