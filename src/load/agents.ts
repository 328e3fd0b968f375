import { randomBytes } from 'node:crypto';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { onLines, sendLine } from '../agent/lines.ts';
import type {
  Answer,
  Begin,
  FromAgent,
  Hello,
  Listening,
  Question,
  Rendezvous,
  ToAgent,
  WorkerError,
} from '../agent/server-protocol.ts';

/** One isolate of the server: the main thread of one of its processes, or a worker thread. */
export interface Isolate
  extends Pick<Hello, 'pid' | 'threadId' | 'node' | 'heapLimitBytes' | 'cgroup'> {
  /** Its number in the recording. */
  readonly thread: number;
  /** Where servers of this isolate listen, in the order in which they began to. */
  readonly listening: readonly Listening[];
  begin(options: Omit<Begin, 'type' | 'thread'>): void;
  /** Null where the isolate has ended, or does not answer in time. */
  ask(question: Question, withinMs: number): Promise<Answer | null>;
  isGone(): boolean;
}

/** Told of what happens. */
export interface AgentsWatcher {
  joined(isolate: Isolate): void;
  listens(isolate: Isolate, where: Listening): void;
  /** A worker thread that the isolate has started ends by an error. */
  lost(isolate: Isolate, worker: WorkerError): void;
  left(isolate: Isolate): void;
}

/** Where the agents of a server report. */
export interface Agents {
  readonly rendezvous: Pick<Rendezvous, 'port' | 'token'>;
  /** In the order in which they came; those that have ended, too. */
  isolates(): readonly Isolate[];
  close(): void;
}

/** Listens on 127.0.0.1 for agents that know the token. */
export async function openAgents(watcher: AgentsWatcher): Promise<Agents> {
  const token = randomBytes(TOKEN_BYTES).toString('hex');
  const isolates: Isolate[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.setNoDelay());
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    greet(socket, token, isolates, watcher);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    rendezvous: { port: (server.address() as AddressInfo).port, token },
    isolates: () => isolates,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const TOKEN_BYTES = 16;

/** Whoever does not begin with the token is hung up on. */
function greet(socket: Socket, token: string, isolates: Isolate[], watcher: AgentsWatcher): void {
  let link: Link | null = null;
  socket.setTimeout(SILENCE_MS, () => {
    if (link === null) socket.destroy();
  });
  onLines<FromAgent>(
    socket,
    (message) => {
      if (link !== null) link.take(message);
      else if (message.type === 'hello' && message.token === token) {
        const thread = freeNumber(isolates, message.threadId);
        link = createLink(socket, message, thread, watcher);
        isolates.push(link.isolate);
        watcher.joined(link.isolate);
      } else socket.destroy();
    },
    () => (link === null ? LONGEST_GREETING : LONGEST_LINE),
  );
}

/** Whoever connects says hello at once. */
const SILENCE_MS = 10_000;
const LONGEST_GREETING = 4096;
/** Sources of scripts are sent in one. */
const LONGEST_LINE = 2 ** 28;

/** Node's own number of the thread where it is free: other processes have the same ones. */
function freeNumber(isolates: readonly Isolate[], threadId: number): number {
  const taken = new Set(isolates.map(({ thread }) => thread));
  let thread = threadId;
  while (taken.has(thread)) thread++;
  return thread;
}

interface Link {
  readonly isolate: Isolate;
  take(message: FromAgent): void;
}

function createLink(socket: Socket, hello: Hello, thread: number, watcher: AgentsWatcher): Link {
  const waiting = new Map<number, (answer: Answer | null) => void>();
  const listening: Listening[] = [];
  let asked = 0;
  let gone = false;
  const { pid, threadId, node, heapLimitBytes, cgroup } = hello;
  const say = (message: ToAgent): void => sendLine(socket, message);
  const isolate: Isolate = {
    ...{ pid, threadId, node, heapLimitBytes, cgroup, thread, listening },
    isGone: () => gone,
    begin: (options) => say({ type: 'begin', thread, ...options }),
    ask(question, withinMs) {
      if (gone) return Promise.resolve(null);
      const id = asked++;
      return new Promise((resolve) => {
        const settle = (answer: Answer | null): void => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(answer);
        };
        const timer = setTimeout(settle, withinMs, null);
        waiting.set(id, settle);
        say({ type: 'ask', id, ...question });
      });
    },
  };
  socket.on('close', () => {
    gone = true;
    for (const settle of [...waiting.values()]) settle(null);
    watcher.left(isolate);
  });
  return {
    isolate,
    take(message) {
      if (message.type === 'answer') waiting.get(message.id)?.(message);
      if (message.type === 'worker-error') watcher.lost(isolate, message);
      if (message.type !== 'listening') return;
      listening.push(message);
      watcher.listens(isolate, message);
    },
  };
}
