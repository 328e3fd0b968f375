import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as later } from 'node:timers/promises';
import { BroadcastChannel } from 'node:worker_threads';
import type { Piscina } from 'piscina';

/** The heap of one thread of a scenario's server. */
export interface ThreadMemory {
  /** Node's own number: 0 is the main thread. */
  readonly threadId: number;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  readonly externalBytes: number;
  readonly arrayBuffersBytes: number;
}

/** What `/memory` answers. */
export interface ServerMemory {
  readonly rssBytes: number;
  /** Those that answered in time: a thread in the midst of an operation does not. */
  readonly threads: readonly ThreadMemory[];
  /** Tasks that wait for a thread. */
  readonly queued: number;
  /** Requests whose operation is not done, those that wait included. */
  readonly inFlight: number;
  /** Done so far. */
  readonly operations: number;
  readonly uptimeSeconds: number;
}

/** By which the main thread asks the others, and they answer. */
export const MEMORY_CHANNEL = 'leaklab: memory of threads';
/** As much as a poll may take. */
const ANSWER_MS = 200;

export function memoryOf(threadId: number): ThreadMemory {
  const { heapUsed, heapTotal, external, arrayBuffers } = process.memoryUsage();
  return {
    threadId,
    heapUsedBytes: heapUsed,
    heapTotalBytes: heapTotal,
    externalBytes: external,
    arrayBuffersBytes: arrayBuffers,
  };
}

/** Answers `/health` and `/memory`; returns false where another path was asked for. */
export function createEndpoints(
  pool: Piscina,
  counts: { readonly operations: number; readonly inFlight: number },
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const channel = new BroadcastChannel(MEMORY_CHANNEL);
  let heard: (memory: ThreadMemory) => void = () => {};
  channel.onmessage = (message) => heard((message as { data: ThreadMemory }).data);

  async function memory(): Promise<ServerMemory> {
    const threads = [memoryOf(0)];
    await Promise.race([
      new Promise<void>((resolve) => {
        heard = (one) => {
          threads.push(one);
          if (threads.length > pool.threads.length) resolve();
        };
        channel.postMessage(null);
      }),
      later(ANSWER_MS),
    ]);
    return {
      rssBytes: process.memoryUsage.rss(),
      threads: threads.sort((a, b) => a.threadId - b.threadId),
      queued: pool.queueSize,
      ...counts,
      uptimeSeconds: process.uptime(),
    };
  }

  return (request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path !== '/health' && path !== '/memory') return false;
    if (!isLocal(request)) {
      send(response, 403, { error: 'asked for from elsewhere, or by another name than localhost' });
    } else if (path === '/health') {
      send(response, 200, { status: 'ok', uptimeSeconds: process.uptime() });
    } else {
      void memory().then((answer) => send(response, 200, answer));
    }
    return true;
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}

/**
 * By address, and by the name that was asked for: a page elsewhere can have its own name resolve to this
 * machine, and then reads what a server here answers.
 */
export function isLocal({
  socket,
  headers,
}: {
  readonly socket: { readonly remoteAddress?: string | undefined };
  readonly headers: { readonly host?: string | undefined };
}): boolean {
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  if (address !== '::1' && !address.startsWith('127.')) return false;
  const name = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  return name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}
