import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentReply, AgentTask } from '../agent/protocol.ts';
import type { Judgement } from '../analysis/verdict.ts';
import { TOO_LARGE, weighOf } from '../harness/explain-objects.ts';
import { readHeapStream } from '../harness/heap-stream.ts';
import type { Log } from '../harness/log.ts';
import { createObjectExplainer } from '../harness/object-explainer.ts';
import type { ObjectPlan } from '../harness/object-plan.ts';
import { LARGEST_HEAP, planObjects } from '../harness/object-plan.ts';
import { failedText } from '../harness/second-run.ts';
import type { Weigh } from '../heap/object-growth.ts';
import type { JsHeap, Settings } from '../record/schema.ts';
import { whyNot } from './ended.ts';
import type { SecondStart } from './second-start.ts';
import { leakingIsolate, startAgain } from './second-start.ts';
import type { ServerTarget } from './server-target.ts';

/**
 * Starts a server that leaks once more, or goes on with one that runs already, and writes down what came
 * between two snapshots of the isolate that grows most. The verdict stands by then: whatever goes wrong
 * here is a note in the recording.
 */
export async function explainServer(
  target: ServerTarget,
  settings: Settings,
  judgement: Judgement,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const leaking = leakingIsolate(judgement, log);
  const { thread, heapLimitBytes } = leaking;
  const samples = log.entries.flatMap((entry) => (entry.type === 'sample' ? [entry] : []));
  const raws = log.entries.flatMap((entry) => (entry.type === 'raw' ? [entry] : []));
  const plan = planObjects(
    samples.filter((sample) => sample.thread === thread),
    raws.filter((raw) => raw.thread === thread),
    { ...settings, limitBytes: Math.min(settings.limitBytes, heapLimitBytes) },
  );
  if (plan === null) return;
  const most = requestsFor(judgement);
  const [before, between] = [Math.min(plan.before, most), Math.min(plan.between, most)];
  // One that runs already has what it leaked before, too.
  const last = samples.findLast((sample) => sample.thread === thread);
  const isSmall = target.command !== null || (last?.jsHeapBytes ?? 0) <= LARGEST_HEAP;
  const snapshots = plan.snapshots && isSmall;
  const own = { ...plan, before, between: Math.ceil(between * leaking.share), snapshots };
  const weigh = weighOf(judgement.memory);
  const folder = mkdtempSync(join(tmpdir(), 'leaklab-'));
  const standstills: number[] = [];
  const note = (text: string): void =>
    log.add({ type: 'js-note', elapsedMs: log.elapsedMs(), text });
  try {
    const { timeoutMs } = settings;
    const entry = await startAgain(
      { target, timeoutMs, signal, leaking, before, purpose: 'explain' },
      (again) => explain(again, own, weigh, { folder, standstills }),
    );
    log.add({ ...entry, thread, elapsedMs: log.elapsedMs() });
    if (!snapshots) note(TOO_LARGE);
    if (target.command === null && standstills.length > 0) note(stoodStill(standstills));
  } catch (thrown) {
    if (signal.aborted) return;
    note(failedText(whyNot(thrown)));
  } finally {
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

const stoodStill = (standstills: readonly number[]): string =>
  `the server stood still for ${standstills.map((ms) => `${Math.ceil(ms / 10) / 100} s`).join(' and ')}, while V8 wrote down its heap to show who holds what leaks`;

async function explain(
  again: SecondStart,
  plan: ObjectPlan,
  weigh: Weigh,
  {
    folder,
    standstills,
  }: {
    /** For the snapshots, until they are read. */
    readonly folder: string;
    /** Gets how long each snapshot took. */
    readonly standstills: number[];
  },
): Promise<Omit<JsHeap, 'elapsedMs'>> {
  let snapshots = 0;
  const explainer = createObjectExplainer({
    threadId: again.isolate.thread,
    run: (task) => answerTask(again, task),
    async snapshot() {
      const path = join(folder, `${snapshots++}.heapsnapshot`);
      const startedMs = performance.now();
      await again.ask({ question: 'snapshot', path });
      standstills.push(performance.now() - startedMs);
      return readHeapStream(createReadStream(path));
    },
  });
  await explainer.begin(plan.intervalBytes, plan.snapshots);
  return explainer.end(await again.send(plan.between), weigh);
}

/** What a measured worker is asked for, of an isolate of a server. */
async function answerTask(again: SecondStart, task: AgentTask): Promise<AgentReply> {
  switch (task.task) {
    case 'batch':
      await again.send(task.operations);
      return { ok: true, batch: null };
    case 'rest':
      await again.ask({ question: 'rest', operations: 0, batchMs: 0 });
      return { ok: true, batch: null };
    case 'watch-allocations':
    case 'allocations':
    case 'promises':
    case 'count-calls':
    case 'calls': {
      const { reply } = await again.ask({ question: 'evidence', task });
      if (reply === null) throw new Error(`the isolate did not answer (${task.task})`);
      return reply;
    }
    default:
      throw new Error(`a server has no task ${task.task}`);
  }
}
