import { createServer } from 'node:http';

/*
 * 20 KB of garbage a request, and beside it what the argument says: "leak" keeps 64 bytes of each
 * request, "fixed" nothing, and "cache" something of the last 10,000 requests.
 */
const GARBAGE_BYTES = 20_000;
const CACHED = 10_000;

/** Three words of the object's own and five fields, of eight bytes each. */
interface Link {
  readonly next: Link | null;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

let last: Link | null = null;
let requests = 0;
const cache = new Map<number, string>();

const KINDS: Readonly<Record<string, () => void>> = {
  leak() {
    last = { next: last, a: 1, b: 2, c: 3, d: 4 };
  },
  fixed() {
    last = { next: null, a: 1, b: 2, c: 3, d: 4 };
  },
  cache() {
    cache.set(requests, `answer to request ${requests}`);
    cache.delete(requests - CACHED);
  },
};

const keep = KINDS[process.argv[2]!]!;

createServer((_, response) => {
  requests++;
  const garbage = Array.from({ length: GARBAGE_BYTES / 8 }, (__, i) => i);
  keep();
  response.end(`${garbage.length}\n`);
}).listen(0, '127.0.0.1');
