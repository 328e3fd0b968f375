import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

/** What a server takes when it has nothing to do. */
export interface ServerMemory {
  readonly rssBytes: number;
  /** JS heap and what it holds outside. */
  readonly liveBytes: number;
}

// A server that does next to nothing: what is added to each request shows most.
const server = createServer((_request, response) => response.end('ok'));
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('message', async () => {
  for (let i = 0; i < 3; i++) {
    await turn();
    (globalThis as { gc?: () => void }).gc?.();
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ rssBytes: rss, liveBytes: heapUsed + external } satisfies ServerMemory);
});
process.on('disconnect', () => process.exit());
