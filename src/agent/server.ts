import { connect } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString, writeHeapSnapshot } from 'node:v8';
import { isMainThread, threadId } from 'node:worker_threads';
import type { LinearMemory } from '../subject/linear-memory.ts';
import { watchLinearMemories } from '../subject/watch-linear-memories.ts';
import { ownCgroup } from './cgroup.ts';
import { countRequests } from './count-requests.ts';
import { answerEvidence, endEvidence } from './evidence-tasks.ts';
import { watchCollections } from './gc-probe.ts';
import { heapLimit } from './heap-limit.ts';
import { onLines, sendLine } from './lines.ts';
import { startProbe } from './memory-probe.ts';
import { recordedWasm } from './recorded-wasm.ts';
import type {
  Answer,
  Begin,
  Floor,
  FromAgent,
  Glance,
  Listening,
  Question,
  Rendezvous,
  RequestCounts,
  ToAgent,
} from './server-protocol.ts';
import { AGENT_VARIABLE } from './server-protocol.ts';
import type { Collect } from './settle.ts';
import { settle, takeCollector } from './settle.ts';
import { reachUnprepared } from './unprepared-workers.ts';
import { watchListening } from './watch-listening.ts';
import { watchWorkers } from './watch-workers.ts';

/**
 * The agent in a server: preloaded into each of its isolates, before any code of the server's. It connects back to whoever measures, tells where the server listens, and answers
 * questions. It decides nothing, never keeps the isolate alive, and keeps nothing that grows.
 */
const rendezvous = process.env[AGENT_VARIABLE];
if (rendezvous !== undefined) attachStarted(JSON.parse(rendezvous) as Rendezvous);

/** Into a server that was started to be measured. */
export function attachStarted(to: Rendezvous): void {
  const leaveUnprepared = reachUnprepared(import.meta.url, attachStarted.name, to);
  // Flags hold for the whole process.
  const setFlags = (): void => {
    if (isMainThread) for (const flag of to.flags) setFlagsFromString(flag);
  };
  if (to.atOnce) setFlags();
  attach(to, {
    // Taken at once, before the server could see it: programs behave differently where `gc` is global.
    collect: takeCollector(),
    linearMemory: recordedWasm()?.linearMemory ?? watchLinearMemories(),
    listening: watchListening,
    // Code that is hot by now is optimised, and stays so; the heap sees no more of it from here on.
    begins: setFlags,
    // Whoever measures was killed, or has ended: what it started is to end with it.
    gone(begun, isOver) {
      leaveUnprepared();
      if (isMainThread && isOver) endWith(begun?.group ?? null);
    },
  });
}

/** What an agent has of the isolate that it is in. */
export interface Attachment {
  readonly collect: Collect;
  readonly linearMemory: LinearMemory;
  /** Tells of all places where servers of this isolate listen, from now on at least. */
  listening(tell: (message: Listening) => void): void;
  /** The isolate is to be measured from now on. */
  begins(): void;
  /**
   * Once, when the connection has ended; nothing of what measured is left by then. `isOver` is false where
   * there was none, for want of ports, say: whoever measures may still be there.
   */
  gone(begun: Begin | null, isOver: boolean): void;
}

export function attach({ port, token }: Rendezvous, isolate: Attachment): void {
  const requests = countRequests();
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.unref();
  const say = (message: FromAgent): void => sendLine(socket, message);
  let prepared: Prepared | null = null;
  let begun: Begin | null = null;
  let isOver = false;

  const heapLimitBytes = heapLimit();
  const { pid, version: node } = process;
  say({ type: 'hello', token, pid, threadId, node, heapLimitBytes, cgroup: ownCgroup() });
  isolate.listening(say);
  const unwatchWorkers = watchWorkers(say);
  onLines<ToAgent>(socket, async (message) => {
    if (message.type === 'begin') {
      begun = message;
      isolate.begins();
      prepared?.end();
      prepared = prepare({ ...message, ...isolate, requests: requests.counts });
      return;
    }
    if (message.question !== 'requests' && prepared === null) return;
    const answered =
      message.question === 'requests' ? NOTHING : await prepared!.answer(message).catch(silent);
    const { used_heap_size: heapUsedBytes } = getHeapStatistics();
    say({
      ...{ type: 'answer', id: message.id, requests: requests.counts, heapUsedBytes },
      ...answered,
    });
  });
  socket.on('connect', () => {
    isOver = true;
  });
  socket.on('close', () => {
    prepared?.end();
    requests.end();
    unwatchWorkers();
    isolate.gone(begun, isOver);
  });
  socket.on('error', ({ code }: NodeJS.ErrnoException) => {
    // Whoever measures has ended before this could say hello.
    if (code === 'ECONNREFUSED') isOver = true;
  });
}

type Answered = Pick<Answer, 'glance' | 'floor' | 'reply'>;

/** An error of the agent's is none of the server's: whoever asked sees that there is no answer. */
const silent = (): Answered => NOTHING;

const NOTHING: Answered = { glance: null, floor: null, reply: null };

interface Prepared {
  answer(question: Exclude<Question, { question: 'requests' }>): Promise<Answered>;
  /** Lets go of all that it observes. */
  end(): void;
}

function prepare({
  collect,
  requests,
  ...given
}: Begin &
  Pick<Attachment, 'collect' | 'linearMemory'> & {
    readonly requests: Readonly<RequestCounts>;
  }): Prepared {
  const probe = startProbe(given);
  const collections = watchCollections();
  const delays = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  delays.enable();
  let hasEnded = false;

  function glance(operations: number): Glance {
    const { count, mean, max } = delays;
    const late = (nanoseconds: number): number =>
      count === 0 ? 0 : Math.max(0, Math.round(nanoseconds / 1e3) / 1e3 - LOOP_RESOLUTION_MS);
    const loopDelayMs = { mean: late(mean), max: late(max) };
    delays.reset();
    return { raw: probe.raw(operations), loopDelayMs };
  }
  async function rest(operations: number, batchMs: number, by: typeof collect): Promise<Floor> {
    const gc = collections.drain();
    const settling = performance.now();
    // Our own collections are no delay of the server's.
    delays.disable();
    await settle(by);
    const settleMs = performance.now() - settling;
    if (!hasEnded) delays.enable();
    return { gc, sample: probe.sample(operations, batchMs, settleMs, requests.closed) };
  }
  async function answer(question: Parameters<Prepared['answer']>[0]): Promise<Answered> {
    switch (question.question) {
      case 'rehearsal':
        for (let i = 0; i < REHEARSALS; i++) {
          glance(0);
          await rest(0, 0, () => collect({ type: 'minor' }));
        }
        return NOTHING;
      case 'glance':
        return { ...NOTHING, glance: glance(question.operations) };
      case 'rest':
        return { ...NOTHING, floor: await rest(question.operations, question.batchMs, collect) };
      case 'evidence':
        return { ...NOTHING, reply: await answerEvidence(question.task) };
      case 'heaps-begin':
        recordedWasm()?.heaps.endSetup();
        return NOTHING;
      case 'heaps':
        await settle(collect);
        return endOfPart(question);
      case 'snapshot':
        writeHeapSnapshot(question.path, { exposeNumericValues: true });
        return NOTHING;
    }
  }
  return {
    answer,
    end() {
      hasEnded = true;
      delays.disable();
      collections.end();
      endEvidence();
    },
  };
}

async function endOfPart({ path, final }: Question & { question: 'heaps' }): Promise<Answered> {
  const heaps = recordedWasm()?.heaps;
  if (heaps === undefined) return NOTHING;
  heaps.endWindow();
  if (path === null) return NOTHING;
  const { writeHeaps } = await import('../subject/heap-files.ts');
  writeHeaps(path, { heaps: heaps.copy(final), notes: final ? heaps.notes() : [] });
  return NOTHING;
}

const LOOP_RESOLUTION_MS = 10;
/** V8 gives a function its feedback after some eight calls. */
const REHEARSALS = 20;

/** Where there are no process groups, each process has an agent that ends it alone. */
function endWith(group: number | null): void {
  try {
    process.kill(group === null ? process.pid : -group, 'SIGKILL');
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
}
