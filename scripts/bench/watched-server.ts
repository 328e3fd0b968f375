import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { Memwatch } from '../../src/watch/memwatch.ts';

/** What a server takes. */
export interface Usage {
  /** Of all its threads, since it started. */
  readonly cpuMs: number;
  readonly rssBytes: number;
  /** JS heap and what it holds outside. */
  readonly liveBytes: number;
}

// node watched-server.js <objects of garbage a request, of some 200 bytes>
const objects = Number(process.argv[2]);
const server = createServer(({ url }, response) => {
  const garbage = Array.from({ length: objects }, (_, i) => ({ i, text: `${url} ${i}` }));
  response.end(`ok ${garbage.length}`);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
/** What can be asked of it; it answers with what it takes. */
export type Asked = 'memory' | 'cpu' | 'watch' | 'stop';

// Whoever asks for memory wants none of the garbage in it.
process.on('message', async (asked: Asked) => {
  if (asked === 'watch' || asked === 'stop') watchOfThis()?.[asked]();
  const { user, system } = process.cpuUsage();
  if (asked === 'memory') {
    for (let i = 0; i < 3; i++) {
      await turn();
      (globalThis as { gc?: () => void }).gc?.();
    }
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  const usage: Usage = {
    cpuMs: (user + system) / 1000,
    rssBytes: rss,
    liveBytes: heapUsed + external,
  };
  process.send?.(usage);
});
/** Where it was loaded, as `leaklab/watch` is by `--import`. */
const watchOfThis = (): Memwatch | undefined =>
  (globalThis as { [key: symbol]: unknown })[Symbol.for('leaklab.watch')] as Memwatch | undefined;

process.on('disconnect', () => process.exit());
