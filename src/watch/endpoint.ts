import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { rememberOurs } from './own-servers.ts';
import { PROMETHEUS_TYPE } from './prometheus-text.ts';

export interface Endpoint {
  readonly port: number;
  close(): void;
}

/**
 * Serves metrics at http://127.0.0.1:<port>/metrics, or at any other port where that one is taken: the
 * processes of a cluster all have the same environment. It never keeps the process alive. Rejects where no
 * port can be had.
 */
export async function openEndpoint(port: number, text: () => string): Promise<Endpoint> {
  const server = createServer((request, response) => answer(request, response, text));
  rememberOurs(server);
  server.unref();
  // An idle connection that stays open must not keep the process alive either.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    socket.unref();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  try {
    await listen(server, port);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port === 0) throw thrown;
    await listen(server, 0);
  }
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Not by the primary of a cluster, which would hand requests to any of its workers.
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.off('error', reject);
      // It goes on without: to be watched must not end a process.
      server.on('error', () => {});
      resolve();
    });
  });
}

function answer(request: IncomingMessage, response: ServerResponse, text: () => string): void {
  const say = (status: number, body: string, type = 'text/plain; charset=utf-8'): void => {
    response.writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    });
    response.end(request.method === 'HEAD' ? '' : body);
  };
  // A page in a browser of this machine may ask under a name of its own that leads here.
  if (!isLoopback(request.headers.host)) say(403, 'Ask localhost or 127.0.0.1.\n');
  else if (request.method !== 'GET' && request.method !== 'HEAD') say(405, 'GET alone.\n');
  else if (!/^\/metrics\/?(\?|$)/.test(request.url ?? '')) say(404, 'Ask for /metrics.\n');
  else say(200, text(), PROMETHEUS_TYPE);
}

/** Of a `Host` header, with or without a port. */
const isLoopback = (host: string | undefined): boolean =>
  host !== undefined && /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(host);
