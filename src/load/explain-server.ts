import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentReply, AgentTask } from '../agent/protocol.ts';
import type { Question } from '../agent/server-protocol.ts';
import type { Judgement } from '../analysis/verdict.ts';
import { describeError } from '../errors.ts';
import { readHeapStream } from '../harness/heap-stream.ts';
import type { Log } from '../harness/log.ts';
import { createObjectExplainer } from '../harness/object-explainer.ts';
import type { ObjectPlan } from '../harness/object-plan.ts';
import { planObjects } from '../harness/object-plan.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';
import type { JsHeap, Settings } from '../record/schema.ts';
import type { Isolate } from './agents.ts';
import { Ended } from './ended.ts';
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
    settings,
  );
  if (plan === null) return;
  const { timeoutMs } = settings;
  const session = await openSession({ target, signal, timeoutMs, originMs: Date.now() });
  const folder = mkdtempSync(join(tmpdir(), 'leaklab-'));
  try {
    const weigh = judgement.memory === 'external' ? 'count' : 'bytes';
    const entry = await explain(session, { target, timeoutMs, thread, plan, weigh, folder });
    log.add({ ...entry, elapsedMs: log.elapsedMs() });
  } catch (thrown) {
    if (signal.aborted) return;
    const why =
      thrown instanceof Ended ? thrown.ending.error?.message : describeError(thrown).message;
    const text = `the run that was to show who holds what failed: ${why}`;
    log.add({ type: 'js-note', elapsedMs: log.elapsedMs(), text });
  } finally {
    await session.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The one that grows fastest of those that do. */
function leakingThread({ threads }: Judgement, { entries }: Log): number {
  const rate = (one: Judgement['threads'][number]): number => one.bytesPerOperation?.estimate ?? 0;
  const [fastest] = [...threads].sort((a, b) => rate(b) - rate(a));
  if (fastest !== undefined) return fastest.thread;
  return entries.find((entry) => entry.type === 'sample')?.thread ?? 0;
}

interface Explained {
  readonly target: ServerTarget;
  readonly timeoutMs: number;
  readonly thread: number;
  readonly plan: ObjectPlan;
  readonly weigh: 'bytes' | 'count';
  /** For the snapshots, until they are read. */
  readonly folder: string;
}

async function explain(
  session: ServerSession,
  { target, timeoutMs, thread, plan, weigh, folder }: Explained,
): Promise<Omit<JsHeap, 'elapsedMs'>> {
  const send = (requests: number): Promise<unknown> =>
    runRound(session, {
      ...{ load: target.load, requests, operations: 0, batch: null, watched: [], timeoutMs },
      add() {},
    });
  await session.untilListening();
  await send(plan.before);
  const isolate = (await session.choose()).find((one) => one.thread === thread);
  if (isolate === undefined) throw new Error(`there was no thread ${thread} this time`);
  const explainer = createObjectExplainer({
    threadId: thread,
    run: (task) => answerTask(session, isolate, task, send),
    snapshot: () => snapshotOf(session, isolate, join(folder, `${snapshots++}.heapsnapshot`)),
  });
  let snapshots = 0;
  await explainer.begin(plan.intervalBytes, plan.snapshots);
  await send(plan.between);
  return explainer.end(plan.between, weigh);
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

async function snapshotOf(
  session: ServerSession,
  isolate: Isolate,
  path: string,
): Promise<HeapGraph> {
  await ask(session, isolate, { question: 'snapshot', path });
  return readHeapStream(createReadStream(path));
}
