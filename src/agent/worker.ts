import { describeError } from '../errors.ts';
import { loadSubject } from '../subject/load.ts';
import type { LoadedSubject } from '../subject/loaded.ts';
import { exhaustedMemory } from './exhaustion.ts';
import { watchCollections } from './gc-probe.ts';
import { startProbe } from './memory-probe.ts';
import { discardOutput } from './output.ts';
import type { AgentReply, AgentTask, Failure } from './protocol.ts';
import type { Runner } from './runner.ts';
import { createRunner } from './runner.ts';
import { takeCollector, tick } from './settle.ts';

/**
 * The agent: lives in the measured worker beside its subject, as the task of a piscina pool. It
 * decides nothing. It keeps no state that grows: what it counts stands in fixed slots.
 */
interface Agent {
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
      return ready().run(0, true, collectYoung);
    case 'batch':
      return ready().run(task.operations, task.settle, collect);
    case 'teardown':
      return teardown();
  }
}

function ready(): Agent {
  if (agent === null) throw new Error('a batch was asked for before the setup');
  return agent;
}

async function setup(task: AgentTask & { task: 'setup' }): Promise<AgentReply> {
  const loaded = await loadSubject(task.source, { limitBytes: task.limitBytes });
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
  agent = { subject, run };
  // Subjects may have started work of their own while loading.
  await tick();
  return { ok: true, batch: null };
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
