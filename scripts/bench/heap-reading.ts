import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { readSnapshotFile } from '../../src/harness/snapshot-file.ts';

/** What one process measured of one reading. */
export interface Reading {
  readonly cpuSeconds: number;
  readonly seconds: number;
  readonly peakBytes: number;
  /** Before it began. */
  readonly baseBytes: number;
}

type Read = () => unknown;

// node heap-reading.js <who> <file> [module]
const [who, file, peer] = process.argv.slice(2) as [string, string, string];
const READERS: Readonly<Record<string, () => Promise<Read>>> = {
  leaklab: async () => () => readSnapshotFile(file),
  digits: async () => () => sumOfNumbers(file),
  memlab: async () => {
    const { default: parser } = (await import(pathToFileURL(peer).href)).default;
    return () => parser.parse(file);
  },
  devtools: async () => {
    const { HeapSnapshotLoader } = await import(pathToFileURL(peer).href);
    return () => loadWithDevTools(HeapSnapshotLoader);
  },
};

const read = await READERS[who]!();
const baseBytes = process.memoryUsage.rss();
const [cpu, before] = [process.cpuUsage(), performance.now()];
const kept = await read();
const { user, system } = process.cpuUsage(cpu);
const reading: Reading = {
  cpuSeconds: (user + system) / 1e6,
  seconds: (performance.now() - before) / 1000,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  baseBytes,
};
console.log(JSON.stringify({ ...reading, isKept: kept !== undefined }));
process.exit(0);

/** The least that a reader in JavaScript has to do: to make numbers of digits. */
function sumOfNumbers(path: string): number {
  const piece = new Uint8Array(1 << 20);
  const input = openSync(path, 'r');
  let [sum, value] = [0, 0];
  for (;;) {
    const length = readSync(input, piece);
    if (length === 0) break;
    for (let i = 0; i < length; i++) {
      const digit = piece[i]! - 0x30;
      if (digit >= 0 && digit <= 9) {
        value = (value * 10 + digit) | 0;
      } else {
        sum = (sum + value) | 0;
        value = 0;
      }
    }
  }
  closeSync(input);
  return sum;
}

interface Loader {
  write(chunk: string): void;
  close(): void;
  readonly parsingComplete: Promise<void>;
}

/** Up to where it has its arrays; what it computes of them is not counted. */
async function loadWithDevTools(
  HeapSnapshotLoader: new (dispatcher: object) => Loader,
): Promise<Loader> {
  // Missing in Node 20.
  (Promise as { withResolvers?: unknown }).withResolvers ??= () => {
    let resolve: unknown;
    let reject: unknown;
    const promise = new Promise((...both) => {
      [resolve, reject] = both;
    });
    return { promise, resolve, reject };
  };
  const loader = new HeapSnapshotLoader({ sendEvent: () => {} });
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
    loader.write(chunk as string);
    await new Promise(setImmediate);
  }
  loader.close();
  await loader.parsingComplete;
  return loader;
}
