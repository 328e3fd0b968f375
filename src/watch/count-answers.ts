import { subscribe } from 'node:diagnostics_channel';
import type { Server, Socket } from 'node:net';
import { isOurServer } from './own-servers.ts';

export interface Answers {
  /** Requests that HTTP servers of this isolate have answered. */
  answered: number;
  /** Connections to any of its servers that are open. */
  connections: number;
}

let counted: Answers | null = null;

/**
 * Counts what the servers of this isolate do, our own left out; for good, and once. A request costs one call
 * of one function, for in production each listener more that it is given can be measured.
 */
export function countAnswers(): Answers {
  if (counted !== null) return counted;
  const counts: Answers = { answered: 0, connections: 0 };
  function onHangUp(): void {
    counts.connections--;
  }
  subscribe('http.server.response.finish', (message) => {
    if (!isOurServer((message as { server: Server }).server)) counts.answered++;
  });
  subscribe('net.server.socket', (message) => {
    const { socket } = message as { socket: Socket & { server?: Server } };
    if (isOurServer(socket.server)) return;
    counts.connections++;
    socket.once('close', onHangUp);
  });
  counted = counts;
  return counts;
}
