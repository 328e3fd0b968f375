import { subscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { RequestCounts } from './server-protocol.ts';

/**
 * Counts the requests of all HTTP servers of this isolate. It costs two listeners a request, which are
 * the same functions for all: nothing of it stays.
 */
export function countRequests(): RequestCounts {
  const counts: RequestCounts = { started: 0, closed: 0, finished: 0, connections: 0 };
  // Comes last in any case: after the answer, or when the client hung up.
  function onClose(this: ServerResponse): void {
    counts.closed++;
    if (this.writableFinished) counts.finished++;
  }
  function onHangUp(): void {
    counts.connections--;
  }
  subscribe('http.server.request.start', (message) => {
    counts.started++;
    (message as { response: ServerResponse }).response.on('close', onClose);
  });
  subscribe('net.server.socket', (message) => {
    counts.connections++;
    (message as { socket: Socket }).socket.on('close', onHangUp);
  });
  return counts;
}
