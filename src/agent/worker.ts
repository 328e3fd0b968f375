import { describeError } from '../errors.ts';
import { loadSubject } from '../subject/load.ts';
import type { LoadedSubject } from '../subject/loaded.ts';
import { answerEvidence } from './evidence-tasks.ts';
import { exhaustedMemory } from './exhaustion.ts';
import { watchCollections } from './gc-probe.ts';
import { startProbe } from './memory-probe.ts';
import { discardOutput } from './output.ts';
import type { AgentReply, AgentTask, Failure } from './protocol.ts';
import type { Runner } from './runner.ts';
import { createRunner } from './runner.ts';
import { sendHeaps } from './send-heaps.ts';
import { settle, takeCollector, tick } from './settle.ts';

/**
 * The agent: lives in the measured worker beside its subject, as the task of a piscina pool. It
 * decides nothing. It keeps no state that grows: what it counts stands in fixed slots.
 */
interface Agent {
  readonly thread: number;
  readonly subject: LoadedSubject;
  readonly run: Runner;
}

// Taken at once, before a subject could see it: subjects behave differently where `gc` is global.
const collect = takeCollector();
discardOutput();

/** Takes a tenth of the time, and has its observers called as well. */
const collectYoung = (): void => collect({ type: 'minor' });

let agent: Agent | null = null;

export default async function handle(task: AgentTask): Promise<AgentReply> {
  switch (task.task) {
    case 'setup':
      return setup(task);
    case 'rehearsal':
      return ready().run.batch(0, true, collectYoung);
    case 'batch':
      return ready().run.batch(task.operations, task.settle, collect);
    case 'rest':
      return rest(task);
    case 'teardown':
      return teardown();
    default:
      return answerEvidence(task);
  }
}

function ready(): Agent {
  if (agent === null) throw new Error('a batch was asked for before the setup');
  return agent;
}

async function setup(task: AgentTask & { task: 'setup' }): Promise<AgentReply> {
  const { source, limitBytes, recorded } = task;
  const loaded = await loadSubject(source, { limitBytes, recorded });
  if (!loaded.ok) return failed(loaded.phase, loaded.thrown, 0, null);
  const { subject } = loaded;
  const probe = startProbe({
    thread: task.thread,
    originMs: task.originMs,
    linearMemory: subject.linearMemory,
  });
  const run = createRunner({
    subject,
    probe,
    collections: watchCollections(),
    explain: (thrown, operations) => failed('operation', thrown, operations, subject),
  });
  agent = { thread: task.thread, subject, run };
  // Subjects may have started work of their own while loading.
  await tick();
  subject.heaps?.endSetup();
  return { ok: true, batch: null };
}

/** Quiet, so that finalizers have given back what they hold; then the heaps as they are. */
async function rest({ copies, final }: AgentTask & { task: 'rest' }): Promise<AgentReply> {
  const { subject, thread, run } = ready();
  await settle(collect);
  const at = { thread, operations: run.done(), copies, final };
  const sent = subject.heaps === null ? 0 : sendHeaps(subject.heaps, at);
  return { ok: true, batch: null, sent };
}

async function teardown(): Promise<AgentReply> {
  try {
    await agent?.subject.teardown();
    return { ok: true, batch: null };
  } catch (thrown) {
    return failed('teardown', thrown, 0, agent?.subject ?? null);
  }
}

function failed(
  phase: Failure['phase'],
  thrown: unknown,
  operations: number,
  subject: LoadedSubject | null,
): AgentReply {
  // The message stays where it is: an error that is none of WASM's has nothing to do with it.
  const trapped = thrown instanceof WebAssembly.RuntimeError;
  const trap = (trapped && subject?.linearMemory?.trapMessage()) || null;
  const error = describeError(thrown);
  return {
    ok: false,
    failure: {
      phase,
      // A trap of WASM says "unreachable"; what the module wrote before it is the real message.
      error: trap === null ? error : { ...error, message: trap },
      exhausted: exhaustedMemory(thrown, trap, subject?.linearMemory ?? null),
      operations,
    },
  };
}
