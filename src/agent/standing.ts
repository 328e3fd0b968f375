import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';
import { watchLinearMemories } from '../subject/watch-linear-memories.ts';
import { inEachWorker, inWorkersToCome } from './reach-workers.ts';
import { openRendezvous } from './rendezvous.ts';
import { attach } from './server.ts';
import type { Listening, Rendezvous } from './server-protocol.ts';
import { AGENT_VARIABLE } from './server-protocol.ts';
import type { Collect } from './settle.ts';
import { watchListening } from './watch-listening.ts';

/**
 * `node --import leaklab/agent server.js`: an agent that waits in a server which is not started by
 * leaklab. Nothing is counted or sampled before `leaklab load --url` finds the process, nor after it has
 * gone. A worker thread is reached from the one that started it, whether this was preloaded there or not.
 */

/** Of workers; the main thread alone can be asked from outside. */
const CHANNEL = 'leaklab: a port on which a worker listens';

/** Of what `process` has where this is loaded; nothing else of the program can come upon it. */
const NAME = 'leaklab.agent';

/**
 * Of the whole process. Code that is optimised already stays so, and no more comes: on Node 20 a server of
 * 20 lines is told to be clean after 42,000 requests, where 80,000 did not do with the compiler on.
 */
const WHILE_MEASURED = ['--expose-gc', '--no-opt'];
const AFTERWARDS = process.execArgv.some((flag) => /^--no[-_]?opt$/.test(flag))
  ? ['--no-expose-gc']
  : ['--no-expose-gc', '--opt'];

/** Where servers of this isolate listen, and those of its workers in the main thread. */
const places = new Set<Listening>();
let tellPlace: ((place: Listening) => void) | null = null;
const linearMemory = stands() ? stand() : null;

/** A server that leaklab itself has started has its agent already. */
function stands(): boolean {
  return process.env[AGENT_VARIABLE] === undefined;
}

function stand(): ReturnType<typeof watchLinearMemories> {
  watchListening(
    (place) => {
      if (place.port === null) return;
      places.add(place);
      tellPlace?.(place);
      if (!isMainThread) announce(place.port);
    },
    (place) => void places.delete(place),
  );
  if (isMainThread) {
    // Its workers would block between tasks: neither their timers nor the agent could run.
    process.env.PISCINA_DISABLE_ATOMICS ??= '1';
    const portsOfWorkers = hearWorkers();
    const ports = (): number[] => [...portsOfWorkers, ...[...places].map(({ port }) => port!)];
    openRendezvous({
      ports,
      listensOn: (port) => ports().includes(port),
      attach(rendezvous) {
        for (const flag of WHILE_MEASURED) setFlagsFromString(flag);
        return attachHere(rendezvous);
      },
      detach() {
        for (const flag of AFTERWARDS) setFlagsFromString(flag);
      },
    });
  }
  return watchLinearMemories();
}

function announce(port: number): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(port);
  channel.close();
}

function hearWorkers(): ReadonlySet<number> {
  const ports = new Set<number>();
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (message) => void ports.add((message as { data: number }).data);
  (channel as { unref?(): void }).unref?.();
  return ports;
}

let attachedTo: string | null = null;
Object.defineProperty(process, Symbol.for(NAME), { value: attachHere });

/** Called by leaklab in each isolate of the process; returns how many isolates those are. */
export async function attachHere(rendezvous: Rendezvous): Promise<number> {
  // Where another worker has started, all are asked again.
  if (linearMemory === null || attachedTo === rendezvous.token) return 0;
  attachedTo = rendezvous.token;
  const code = callHere(rendezvous);
  const leaveNew = inWorkersToCome(code);
  attach(rendezvous, {
    linearMemory,
    collect: makeCollector(),
    listening(tell) {
      for (const place of places) tell(place);
      tellPlace = tell;
    },
    // Its flags were set when whoever measures came.
    begins() {},
    gone() {
      attachedTo = null;
      tellPlace = null;
      leaveNew();
    },
  });
  return 1 + (await inEachWorker(code));
}

/**
 * The same call, in another isolate. Where this module is preloaded, that may be under way, and Node does
 * not stand that it is required meanwhile; where it is not, it is loaded now. Nothing of it may be seen
 * by the program as an error.
 */
function callHere(rendezvous: Rendezvous): string {
  const [name, url, path, given] = [NAME, import.meta.url, import.meta.filename, rendezvous].map(
    (value) => JSON.stringify(value),
  );
  return `(function reach(left) {
    const attach = process[Symbol.for(${name})];
    if (attach === undefined && left > 0) return void setTimeout(reach, 50, left - 1).unref();
    try {
      if (attach !== undefined) attach(${given}).catch(() => {});
      else process.getBuiltinModule('node:module').createRequire(${url})(${path}).attachHere(${given}).catch(() => {});
    } catch {}
  })(20)`;
}

/** Each context that is made while V8 exposes it has one; the server's own has not. */
function makeCollector(): Collect {
  return runInNewContext('gc') as Collect;
}
