import { setTimeout as later } from 'node:timers/promises';
import type { Listening } from '../agent/server-protocol.ts';
import type { RecordedEvent } from '../record/schema.ts';
import { originOf } from './address.ts';
import type { Agents, Isolate } from './agents.ts';
import { openAgents } from './agents.ts';
import type { Driver } from './driver.ts';
import { startDriver } from './driver.ts';
import { exhaustionsIn, exhaustionText, failed, interrupted, ofServerExit, said } from './ended.ts';
import { frontPlace } from './front-place.ts';
import { startHooks, withAdditions } from './hooks.ts';
import { readLedger } from './rest.ts';
import type { ScenarioPoll } from './scenario-poll.ts';
import { startPolling } from './scenario-poll.ts';
import type { Host, Purpose } from './server-host.ts';
import { hostOf, untilJoined } from './server-host.ts';
import type { ServerExit } from './server-process.ts';
import type { ServerTarget } from './server-target.ts';
import { untilRejected } from './until-rejected.ts';

/** A server that runs, its agents, and the driver beside it. */
export interface ServerSession {
  readonly driver: Driver;
  /** With the port; empty until that is known. */
  origin(): string;
  elapsedMs(): number;
  /** Waits until the server listens on a port, and the user's setup is done. */
  untilReady(): Promise<void>;
  /** Of a scenario's server; null of any other, whose agents tell all that can be known. */
  poll(): ScenarioPoll | null;
  /** What is sent, with what the setup has added. */
  load(): ServerTarget['load'];
  /** Those of the processes that are measured, without the ones that have ended. */
  isolates(): readonly Isolate[];
  /**
   * Begins with those isolates that are to be measured; returns those that answer. Called again, also with
   * those that have come since, in place of others that have ended.
   */
  choose(): Promise<readonly Isolate[]>;
  /** Those that the next `choose` would begin with. */
  newcomers(): readonly Isolate[];
  /** What happened to isolates since the last call. */
  events(): RecordedEvent[];
  /** What is remarkable, for the header. */
  readonly notes: readonly string[];
  note(...texts: readonly string[]): void;
  /** The same promise, but it ends with `Ended` where the server or the user ends it before. */
  orEnded<Value>(value: Promise<Value>): Promise<Value>;
  /** For what the exit of the server is to say. */
  progressed(operations: number): void;
  /** Runs the user's teardown, once; returns what went wrong with it, or null. */
  teardown(): Promise<string | null>;
  /** Ends all that was started, after the teardown, and waits until it is gone. */
  end(): Promise<void>;
}

export interface SessionOptions {
  readonly target: ServerTarget;
  readonly originMs: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly purpose?: Purpose;
}

/** Starts the server with its agents preloaded, unchanged otherwise; or finds the one that runs. */
export async function openSession(options: SessionOptions): Promise<ServerSession> {
  const { target, originMs, timeoutMs, signal } = options;
  const elapsedMs = (): number => Date.now() - originMs;
  const events: RecordedEvent[] = [];
  const notes: string[] = [];
  let chosen: readonly Isolate[] = [];
  let place: Listening | null = null;
  /** By their port. */
  const places = new Map<number, Listening>();
  let socketPath: string | null = null;
  let listens: () => void = () => {};
  let operations = 0;
  /** Those that don't answer: they are not asked again. */
  const silent = new Set<Isolate>();
  const endedProcesses: Isolate[] = [];
  let exhausted = 0;

  const agents = await openAgents({
    joined(isolate) {
      if (chosen.length > 0) events.push(isolateEvent(isolate, false, elapsedMs()));
    },
    listens(_, where) {
      if (where.port === null) socketPath ??= where.address;
      // The primary of a cluster has a handle of another kind on the port of its workers.
      else if (places.get(where.port)?.http !== true) places.set(where.port, where);
      listens();
    },
    lost({ pid }, { threadId, outOfMemory, error }) {
      const worker = agents
        .isolates()
        .find((isolate) => isolate.pid === pid && isolate.threadId === threadId);
      if (worker === undefined) return;
      // One that does not live to be measured is made known here.
      if (chosen.length === 0) events.push(isolateEvent(worker, false, elapsedMs()));
      const at = { type: 'event', elapsedMs: elapsedMs(), thread: worker.thread } as const;
      const { heapLimitBytes: limitBytes } = worker;
      const { message } = error;
      events.push(
        outOfMemory
          ? {
              ...{ ...at, event: 'out-of-memory', memory: 'js-heap', scope: 'worker' },
              ...{ limitBytes, operations, message },
            }
          : { ...at, event: 'error', error },
      );
    },
    left(isolate) {
      if (chosen.length === 0) return;
      const { thread, threadId } = isolate;
      events.push({ type: 'event', event: 'isolate-exit', elapsedMs: elapsedMs(), thread });
      if (threadId === 0) endedProcesses.push(isolate);
    },
  });
  const host = await hostOf(target, agents, options.purpose ?? 'measure').catch(
    (thrown: unknown) => {
      agents.close();
      throw thrown;
    },
  );
  const driver = startDriver();
  const hooks = startHooks(target.hooks, timeoutMs);
  let { load } = target;
  let poll: ScenarioPoll | null = null;
  const exited = host.exited.then(async (exit) => {
    // What goes on in its place, in the background, says hello a little later.
    if (exit?.exitCode === 0 && places.size === 0) await later(BACKGROUND_MS);
    return exit;
  });
  const ended = untilEnded(exited, signal, (exit) =>
    exit === null
      ? failed(`the server at ${target.origin} has ended`, elapsedMs(), 'ServerExit')
      : ofServerExit(exit, target.command!, {
          elapsedMs: elapsedMs(),
          operations,
          heapLimitBytes: Math.min(...agents.isolates().map((isolate) => isolate.heapLimitBytes)),
          isListening: places.size > 0,
          leftBehind: agents
            .isolates()
            .filter(({ threadId, isGone }) => threadId === 0 && !isGone())
            .map(({ pid }) => pid),
        }),
  );
  const orEnded = untilRejected(ended);

  /** Of a cluster, one process ends at its limit, and another one takes its place. */
  function exhaustedProcesses(): RecordedEvent[] {
    const output = host.output();
    return endedProcesses.splice(0).flatMap(({ thread, heapLimitBytes: limitBytes }) => {
      if (exhaustionsIn(output) <= exhausted) return [];
      exhausted++;
      return {
        ...{ type: 'event', event: 'out-of-memory', elapsedMs: elapsedMs(), thread },
        ...{ memory: 'js-heap', scope: 'cell', limitBytes, operations },
        message: exhaustionText(output),
      };
    });
  }

  const isolates = (): readonly Isolate[] => {
    if (host.expected !== null) return agents.isolates().filter((isolate) => !isolate.isGone());
    const port = place?.port;
    const listening = agents
      .isolates()
      .filter((isolate) => isolate.listening.some((where) => where.port === port));
    const pids = new Set(listening.map(({ pid }) => pid));
    return agents
      .isolates()
      .filter(({ pid, isGone }) => (target.children || pids.has(pid)) && !isGone());
  };

  const newcomers = (): readonly Isolate[] =>
    isolates().filter((one) => !chosen.includes(one) && !silent.has(one));

  const originNow = (): string => target.origin ?? (place === null ? '' : originOf(place));

  async function untilListening(): Promise<void> {
    if (host.expected !== null) {
      const missing = await orEnded(untilJoined(agents, host.expected));
      if (missing > 0) notes.push(unreached(missing));
      return;
    }
    let deadlineMs = elapsedMs() + timeoutMs;
    while (!isReached()) {
      const told = new Promise<void>((resolve) => {
        listens = resolve;
      });
      await orEnded(
        Promise.race([told, later(deadlineMs - elapsedMs(), undefined, { ref: false })]),
      );
      if (isReached()) break;
      if (elapsedMs() >= deadlineMs) {
        if (places.size > 0 && target.port === null) break;
        const open = { socketPath, ports: [...places.keys()] };
        throw failed(silence(target, agents, host, timeoutMs, open), elapsedMs());
      }
      // Tools listen on sockets and ports for ends of their own, before the server does on its port.
      if (target.port === null && (socketPath !== null || places.size > 0)) {
        deadlineMs = Math.min(deadlineMs, elapsedMs() + AFTER_SOCKET_MS);
      }
    }
    place = await whereToSend();
  }

  const isReached = (): boolean =>
    target.port === null ? [...places.values()].some(({ http }) => http) : places.has(target.port);

  async function whereToSend(): Promise<Listening> {
    const named = (): Listening | undefined => places.get(target.port ?? Number(process.env.PORT));
    // A scenario's server has one port.
    for (let known = 0; known !== places.size && !target.isScenario && named() === undefined; ) {
      known = places.size;
      await orEnded(later(OTHER_PORTS_MS));
    }
    const wanted = named();
    if (wanted !== undefined) return wanted;
    const all = [...places.values()];
    const ofRequests = all.filter(({ http }) => http);
    const candidates = ofRequests.length > 0 ? ofRequests : all;
    if (candidates.length === 1) return candidates[0]!;
    const requestsSeen = async (): Promise<number> => (await readLedger(agents.isolates())).started;
    return orEnded(frontPlace(candidates, { load, requestsSeen, elapsedMs, signal }));
  }

  /** Of several ports, that to which requests go may not be the one that was meant. */
  function otherPorts(): string[] {
    const others = [...places.values()].flatMap(({ port, http }) =>
      http && port !== place?.port ? [port!] : [],
    );
    if (others.length === 0 || place === null || target.port !== null) return [];
    return [
      `the server listens on port ${others.join(', ')} as well: requests were sent to port ${place.port}, and --port sends them to another one`,
    ];
  }

  return {
    driver,
    newcomers,
    elapsedMs,
    notes,
    note: (...texts) => void notes.push(...texts),
    orEnded,
    isolates,
    origin: originNow,
    load: () => load,
    poll: () => poll,
    async untilReady() {
      await untilListening();
      if (target.isScenario) poll = startPolling(originNow());
      load = withAdditions(load, await orEnded(hooks.setup(originNow())));
    },
    async choose() {
      const candidates = newcomers();
      for (const isolate of candidates) isolate.begin({ originMs, group: host.group });
      const answers = await orEnded(
        Promise.all(candidates.map((one) => one.ask({ question: 'rehearsal' }, REHEARSAL_MS))),
      );
      const answering = candidates.filter((_, i) => answers[i] !== null);
      const isFirst = chosen.length === 0;
      chosen = [...chosen.filter((one) => !one.isGone()), ...answering];
      for (const isolate of candidates) {
        const measured = answering.includes(isolate);
        events.push(isolateEvent(isolate, measured, elapsedMs()));
        if (measured) continue;
        silent.add(isolate);
        notes.push(unanswered(isolate));
      }
      if (!isFirst) return chosen;
      notes.push(...otherPorts());
      const others = new Set(
        agents.isolates().flatMap(({ pid, isGone }) => (isGone() ? [] : [pid])),
      );
      for (const { pid } of candidates) others.delete(pid);
      if (others.size > 0) notes.push(unmeasured(others.size));
      if (chosen.length > 0) return chosen;
      throw failed(`the server's event loop is blocked: its agent did not answer`, elapsedMs());
    },
    events() {
      events.push(...exhaustedProcesses());
      return events.splice(0);
    },
    progressed(done) {
      operations = done;
    },
    teardown: () => hooks.teardown(),
    // Once: the number of a group that is gone may be another's.
    end: once(async () => {
      // While there still is a server.
      await hooks.teardown();
      await Promise.all([host.end(), driver.end(), hooks.end(), poll?.end()]);
      // Agents of processes that left the group end them when they are hung up on.
      agents.close();
    }),
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= work();
    return done;
  };
}

const BACKGROUND_MS = 1000;
/** For the last gasp of a slow machine. */
const REHEARSAL_MS = 10_000;
const AFTER_SOCKET_MS = 3000;
/** What listens on several ports begins to at about the same time. */
const OTHER_PORTS_MS = 150;

/** Rejects when the server has ended, or the user wants no more. */
function untilEnded(
  exited: Host['exited'],
  signal: AbortSignal,
  why: (exit: ServerExit | null) => Error,
): Promise<never> {
  return new Promise<never>((_, reject) => {
    const interrupt = (): void => reject(interrupted());
    void exited.then((exit) => {
      // The signal is that of all targets.
      signal.removeEventListener('abort', interrupt);
      reject(why(exit));
    });
    signal.addEventListener('abort', interrupt, { once: true });
    if (signal.aborted) interrupt();
  });
}

function silence(
  { command, port }: ServerTarget,
  agents: Agents,
  server: Pick<Host, 'output'>,
  timeoutMs: number,
  { socketPath, ports }: { readonly socketPath: string | null; readonly ports: readonly number[] },
): string {
  const name = `"${command?.join(' ')}"`;
  if (ports.length > 0) {
    return `${name} did not listen on port ${port} within ${timeoutMs / 1000} s, but on ${ports.join(', ')}. Expected the port of the server with --port; without it, it is found out.`;
  }
  if (socketPath !== null) {
    return `${name} listens on the socket ${socketPath} alone: requests are sent to a port. Have it listen on one, on 127.0.0.1 for instance.`;
  }
  const limit = `within ${timeoutMs / 1000} s`;
  const last = said(server.output());
  return agents.isolates().length === 0
    ? `No process of Node.js came of ${name} ${limit}. Expected a command that starts a server on Node.js 20.19 or later.${last}`
    : `${name} did not listen on a port ${limit}. Is it a server? --timeout gives it longer.${last}`;
}

const unmeasured = (count: number): string =>
  `${count === 1 ? 'a process' : `${count} processes`} of Node.js that came of the command ${count === 1 ? 'is' : 'are'} not measured, for ${count === 1 ? 'it does' : 'they do'} not listen on the port: --children measures all`;

const unreached = (count: number): string =>
  `${count === 1 ? 'a thread' : `${count} threads`} of the server ${count === 1 ? 'is' : 'are'} not measured, for ${count === 1 ? 'its event loop is' : 'their event loops are'} blocked, as by Atomics.wait`;

const unanswered = ({ thread }: Isolate): string =>
  `thread ${thread} of the server is not measured: its event loop is blocked, as by Atomics.wait`;

function isolateEvent(isolate: Isolate, measured: boolean, elapsedMs: number): RecordedEvent {
  const { thread, pid, threadId, heapLimitBytes, cgroup } = isolate;
  return {
    ...{ type: 'event', event: 'isolate', elapsedMs },
    ...{ thread, pid, threadId, heapLimitBytes, cgroup, measured },
  };
}
