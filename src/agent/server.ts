import { connect } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString, writeHeapSnapshot } from 'node:v8';
import { isMainThread, threadId } from 'node:worker_threads';
import { watchLinearMemories } from '../subject/watch-linear-memories.ts';
import { countRequests } from './count-requests.ts';
import { answerEvidence } from './evidence-tasks.ts';
import { watchCollections } from './gc-probe.ts';
import { heapLimit } from './heap-limit.ts';
import { onLines, sendLine } from './lines.ts';
import { startProbe } from './memory-probe.ts';
import type {
  Answer,
  Begin,
  Floor,
  FromAgent,
  Glance,
  Question,
  Rendezvous,
  ToAgent,
} from './server-protocol.ts';
import { AGENT_VARIABLE } from './server-protocol.ts';
import { settle, takeCollector } from './settle.ts';
import { watchListening } from './watch-listening.ts';
import { watchWorkers } from './watch-workers.ts';

/**
 * The agent in a server: preloaded into each of its isolates, before any code of the server's. It connects back to whoever started the server, tells where the server listens, and answers
 * questions. It decides nothing, never keeps the isolate alive, and keeps nothing that grows.
 */
const rendezvous = process.env[AGENT_VARIABLE];
if (rendezvous !== undefined) attach(JSON.parse(rendezvous) as Rendezvous);

function attach({ port, token, flags }: Rendezvous): void {
  // Flags hold for the whole process: never changed while another of its isolates is measured.
  if (isMainThread) for (const flag of flags) setFlagsFromString(flag);
  // Taken at once, before the server could see it: programs behave differently where `gc` is global.
  const collect = takeCollector();
  const requests = countRequests();
  const linearMemory = watchLinearMemories();
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.unref();
  const say = (message: FromAgent): void => sendLine(socket, message);
  let answer: Answerer | null = null;
  let begun: Begin | null = null;

  const heapLimitBytes = heapLimit();
  const { pid, version: node } = process;
  say({ type: 'hello', token, pid, threadId, node, heapLimitBytes });
  watchListening(say);
  watchWorkers(say);
  onLines<ToAgent>(socket, async (message) => {
    if (message.type === 'begin') {
      begun = message;
      answer = prepare({ ...message, collect, linearMemory });
      return;
    }
    if (message.question !== 'requests' && answer === null) return;
    const answered =
      message.question === 'requests' ? NOTHING : await answer!(message).catch(silent);
    say({ type: 'answer', id: message.id, requests, ...answered });
  });
  // Whoever measures was killed, or has ended: what it started is to end with it.
  socket.on('close', () => {
    if (begun !== null && isMainThread) endWith(begun.group);
  });
  // A refused connection is closed next.
  socket.on('error', () => {});
}

type Answered = Pick<Answer, 'glance' | 'floor' | 'reply'>;

/** An error of the agent's is none of the server's: whoever asked sees that there is no answer. */
const silent = (): Answered => NOTHING;

const NOTHING: Answered = { glance: null, floor: null, reply: null };

type Answerer = (question: Exclude<Question, { question: 'requests' }>) => Promise<Answered>;

function prepare({
  collect,
  ...given
}: Begin & {
  collect: ReturnType<typeof takeCollector>;
  linearMemory: ReturnType<typeof watchLinearMemories>;
}): Answerer {
  const probe = startProbe(given);
  const collections = watchCollections();
  const delays = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  delays.enable();

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
    await settle(by);
    return { gc, sample: probe.sample(operations, batchMs, performance.now() - settling) };
  }
  return async (question) => {
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
      case 'snapshot':
        writeHeapSnapshot(question.path, { exposeNumericValues: true });
        return NOTHING;
    }
  };
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
