import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

/** What a server takes. */
export interface Usage {
  /** Of all its threads, since it started. */
  readonly cpuMs: number;
  /** What of it is spent outside of the kernel. */
  readonly userMs: number;
  readonly rssBytes: number;
  /** JS heap and what it holds outside. */
  readonly liveBytes: number;
}

// node watched-server.js <objects of garbage a request, of some 200 bytes> [<shapes of objects that it has besides>]
const [objects = 0, shapes = 0] = process.argv.slice(2).map(Number);
// Where V8's tables lie decides how often two entries meet in one place.
const others = Array.from({ length: shapes }, (_, i) => {
  const Shape = new Function(`this.a${i} = 1; this.b${i} = 2;`) as unknown as new () => object;
  return [Shape, new Shape()];
});
const server = createServer(({ url }, response) => {
  const garbage = Array.from({ length: objects }, (_, i) => ({ i, text: `${url} ${i}` }));
  response.end(`ok ${garbage.length}`);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
/** What can be asked of it; it answers with what it takes. */
export type Asked = 'memory' | 'cpu';

// Whoever asks for memory wants none of the garbage in it.
process.on('message', async (asked: Asked) => {
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
    userMs: user / 1000,
    rssBytes: rss,
    liveBytes: heapUsed + external,
  };
  process.send?.(usage);
});
process.on('disconnect', () => process.exit(others.length === shapes ? 0 : 1));
