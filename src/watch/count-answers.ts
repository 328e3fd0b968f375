import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server, Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { RateCount } from './count-in-parts.ts';
import { countInParts } from './count-in-parts.ts';
import { isOurServer } from './own-servers.ts';

export interface Answers {
  /** Requests that HTTP servers of this isolate have answered: of more than 10,000 a second, an estimate. */
  readonly answered: number;
  /** Connections to any of its servers that are open. */
  readonly connections: number;
}

/**
 * Counts what the servers of this isolate do, our own left out, until it is stopped. A request costs one call
 * of one function, for in production each listener more that it is given can be measured; and where there
 * are very many requests, even that is done in a part of the time only.
 */
export function countAnswers(): Answers & { stop(): void } {
  const connections = countConnections();
  const answers: RateCount = countInParts({
    start: () => subscribe(FINISH, onFinish),
    stop: () => unsubscribe(FINISH, onFinish),
    now: () => performance.now(),
    events,
    later: (call, afterMs) => void setTimeout(call, afterMs).unref(),
  });
  function onFinish(message: unknown): void {
    if (!isOurServer((message as { server: Server }).server)) answers.add();
  }
  return {
    get answered() {
      return answers.total();
    },
    get connections() {
      return connections.open;
    },
    stop: answers.end,
  };
}

let connections: { open: number } | null = null;

/** For good, and once: those that were opened before are not told of. */
function countConnections(): { readonly open: number } {
  if (connections !== null) return connections;
  const counted = { open: 0 };
  function onHangUp(): void {
    counted.open--;
  }
  subscribe('net.server.socket', (message) => {
    const { socket } = message as { socket: Socket & { server?: Server } };
    if (isOurServer(socket.server)) return;
    counted.open++;
    socket.once('close', onHangUp);
  });
  connections = counted;
  return counted;
}

const FINISH = 'http.server.response.finish';

/** Since Node 22.8 and 20.18. */
type WithEvents = typeof performance.nodeTiming & {
  readonly uvMetricsInfo?: { readonly events: number };
};

/** That the event loop of this thread has had, which libuv counts in any case; null where Node doesn't tell. */
const events = (): number | null =>
  (performance.nodeTiming as WithEvents).uvMetricsInfo?.events ?? null;
