import { subscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import type { RequestCounts } from './server-protocol.ts';

/**
 * Counts the requests of all HTTP servers of this isolate but our own. It costs two listeners a request,
 * which are the same functions for all: nothing of it stays.
 */
export function countRequests(
  isOurs: (server: Server | undefined) => boolean = () => false,
): RequestCounts {
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
    const { response, server } = message as { response: ServerResponse; server?: Server };
    if (isOurs(server)) return;
    counts.started++;
    response.on('close', onClose);
  });
  subscribe('net.server.socket', (message) => {
    const { socket } = message as { socket: Socket & { server?: Server } };
    if (isOurs(socket.server)) return;
    counts.connections++;
    socket.on('close', onHangUp);
  });
  return counts;
}
