import { subscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:net';
import type { Listening } from './server-protocol.ts';

/** Tells of each server of this isolate that begins to listen from now on, and when it ends. */
export function watchListening(
  tell: (message: Listening) => void,
  ended?: (message: Listening) => void,
): void {
  subscribe('tracing:net.server.listen:asyncEnd', (message) => {
    const { server } = message as { server: Server };
    const address = server.address();
    if (address === null) return;
    const place =
      typeof address === 'string'
        ? { port: null, address }
        : { port: address.port, address: address.address };
    const where: Listening = {
      ...{ type: 'listening', ...place },
      secure: 'setSecureContext' in server,
      // All of Node's servers for HTTP have it, and no other.
      http: 'setTimeout' in server,
    };
    tell(where);
    if (ended !== undefined) server.once('close', () => ended(where));
  });
}
