import { setTimeout as later } from 'node:timers/promises';
import type { Listening } from '../agent/server-protocol.ts';
import { AGENT_VARIABLE } from '../agent/server-protocol.ts';
import { builtFile } from '../harness/built-file.ts';
import { detached } from '../harness/process-group.ts';
import type { RecordedEvent } from '../record/schema.ts';
import { originOf } from './address.ts';
import type { Agents, Isolate } from './agents.ts';
import { openAgents } from './agents.ts';
import type { Driver } from './driver.ts';
import { startDriver } from './driver.ts';
import { exhaustionsIn, exhaustionText, failed, interrupted, ofServerExit, said } from './ended.ts';
import type { ServerProcess } from './server-process.ts';
import { startServer } from './server-process.ts';
import type { ServerTarget } from './server-target.ts';

/** A server that runs, its agents, and the driver beside it. */
export interface ServerSession {
  readonly driver: Driver;
  /** With the port; empty until that is known. */
  origin(): string;
  elapsedMs(): number;
  /** Waits until the server listens on a port. */
  untilListening(): Promise<void>;
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
  /** The same promise, but it ends with `Ended` where the server or the user ends it before. */
  orEnded<Value>(value: Promise<Value>): Promise<Value>;
  /** For what the exit of the server is to say. */
  progressed(operations: number): void;
  /** Ends all that was started, and waits until it is gone. */
  end(): Promise<void>;
}

export interface SessionOptions {
  readonly target: ServerTarget;
  readonly originMs: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Whether allocations in WASM are recorded: where, and in which order. */
  readonly recorded?: boolean;
}

/** Starts the server with its agents preloaded, unchanged otherwise. */
export async function openSession(options: SessionOptions): Promise<ServerSession> {
  const { target, originMs, timeoutMs, signal } = options;
  const { command } = target;
  const elapsedMs = (): number => Date.now() - originMs;
  const events: RecordedEvent[] = [];
  const notes: string[] = [];
  let chosen: readonly Isolate[] = [];
  let place: Listening | null = null;
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
      else place ??= where;
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
  const server = startServer(command, environmentOf(agents, target, options.recorded ?? false));
  const driver = startDriver();
  const ended = untilEnded(server, signal, (exit) =>
    ofServerExit(exit, command, {
      elapsedMs: elapsedMs(),
      operations,
      heapLimitBytes: Math.min(...agents.isolates().map((isolate) => isolate.heapLimitBytes)),
      isListening: place !== null,
    }),
  );
  const orEnded = <Value>(value: Promise<Value>): Promise<Value> => Promise.race([value, ended]);

  /** Of a cluster, one process ends at its limit, and another one takes its place. */
  function exhaustedProcesses(): RecordedEvent[] {
    const output = server.output();
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

  return {
    driver,
    newcomers,
    elapsedMs,
    notes,
    orEnded,
    isolates,
    origin: () => (place === null ? '' : originOf(place)),
    async untilListening() {
      let deadlineMs = elapsedMs() + timeoutMs;
      while (place === null) {
        const told = new Promise<void>((resolve) => {
          listens = resolve;
        });
        await orEnded(
          Promise.race([told, later(deadlineMs - elapsedMs(), undefined, { ref: false })]),
        );
        if (place !== null) return;
        if (elapsedMs() >= deadlineMs) {
          throw failed(silence(target, agents, server, timeoutMs, socketPath), elapsedMs());
        }
        // Tools listen on sockets for ends of their own, before the server does on its port.
        if (socketPath !== null) deadlineMs = Math.min(deadlineMs, elapsedMs() + AFTER_SOCKET_MS);
      }
    },
    async choose() {
      const candidates = newcomers();
      const group = detached ? (server.pid ?? null) : null;
      for (const isolate of candidates) isolate.begin({ originMs, group });
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
    // Once: the number of a group that is gone may be another's.
    end: once(async () => {
      await Promise.all([server.end(), driver.end()]);
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

/** For the last gasp of a slow machine. */
const REHEARSAL_MS = 10_000;
const AFTER_SOCKET_MS = 3000;

/** The agent is reached by all processes of node that the command starts, and by their threads. */
function environmentOf(
  agents: Agents,
  { flags }: ServerTarget,
  recorded: boolean,
): Record<string, string> {
  // Before the agent, and only where it is wanted: it loads what rewrites modules.
  const preloaded = [...(recorded ? ['agent/record-heaps'] : []), 'agent/server'];
  // Not by --import: workers that are made of a text (`eval: true`) pass that over.
  const required = preloaded.map((name) => `--require ${quoted(builtFile(name))}`).join(' ');
  return {
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --expose-gc ${required}`.trim(),
    [AGENT_VARIABLE]: JSON.stringify({ ...agents.rendezvous, flags }),
    // Its workers would block between tasks: neither their timers nor the agent could run.
    PISCINA_DISABLE_ATOMICS: '1',
  };
}

/** As NODE_OPTIONS takes a path, with spaces or backslashes in it. */
const quoted = (path: string): string => `"${path.replaceAll(/["\\]/g, '\\$&')}"`;

/** Rejects when the server has ended, or the user wants no more. */
function untilEnded(
  server: ServerProcess,
  signal: AbortSignal,
  why: (exit: Awaited<ServerProcess['exited']>) => Error,
): Promise<never> {
  const ended = new Promise<never>((_, reject) => {
    void server.exited.then((exit) => reject(why(exit)));
    signal.addEventListener('abort', () => reject(interrupted()), { once: true });
    if (signal.aborted) reject(interrupted());
  });
  // Nobody may be waiting when it happens: who waits next is told.
  ended.catch(() => {});
  return ended;
}

function silence(
  { command }: ServerTarget,
  agents: Agents,
  server: ServerProcess,
  timeoutMs: number,
  socketPath: string | null,
): string {
  const name = `"${command.join(' ')}"`;
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

const unanswered = ({ thread }: Isolate): string =>
  `thread ${thread} of the server is not measured: its event loop is blocked, as by Atomics.wait`;

function isolateEvent(isolate: Isolate, measured: boolean, elapsedMs: number): RecordedEvent {
  const { thread, pid, threadId, heapLimitBytes, cgroup } = isolate;
  return {
    ...{ type: 'event', event: 'isolate', elapsedMs },
    ...{ thread, pid, threadId, heapLimitBytes, cgroup, measured },
  };
}
