import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { readHeapStream } from '../../src/harness/heap-stream.ts';
import type { HeapGraph } from '../../src/heap/heap-graph.ts';
import { explainGrowth } from '../../src/heap/object-evidence.ts';
import { compareHeaps } from '../../src/heap/object-growth.ts';

/** Seconds of the thread that explains; of V8, until the last byte of both snapshots. */
export interface InRun {
  readonly v8Seconds: number;
  readonly explainedSeconds: number;
  /** A run of allocations with samples taken, as a multiple of the same without. */
  readonly sampled: number;
}

/** Keeps a record for each of so many operations, among some garbage. */
const SUBJECT = `
  const { parentPort } = require('node:worker_threads');
  const { Session } = require('node:inspector');
  const kept = globalThis.kept = new Map();
  let index = 0;
  const operation = () => {
    kept.set('record ' + index, { index: index++, tags: [index, 'a'], at: { line: index } });
    return Array.from({ length: 20 }, (_, i) => ({ i }));
  };
  const session = new Session();
  session.connect();
  parentPort.on('message', ({ operations, interval }) => {
    if (interval) session.post('HeapProfiler.startSampling', { samplingInterval: interval });
    const start = performance.now();
    for (let i = 0; i < operations; i++) operation();
    const ms = performance.now() - start;
    if (interval) session.post('HeapProfiler.stopSampling');
    parentPort.postMessage(ms);
  });
`;

/** So many bytes of records are there at the first snapshot, and half as many come until the second. */
export async function measureInRun(bytes: number): Promise<InRun> {
  const v8Seconds = await twoSnapshots(bytes, async (stream) => {
    for await (const _ of stream) {
      // To the last byte, and nothing is made of it.
    }
    return null;
  });
  const explainedSeconds = await twoSnapshots(bytes, readHeapStream);
  return { v8Seconds, explainedSeconds, sampled: await samplingCost() };
}

const RECORD_BYTES = 250;

async function twoSnapshots(
  bytes: number,
  read: (stream: Awaited<ReturnType<Worker['getHeapSnapshot']>>) => Promise<HeapGraph | null>,
): Promise<number> {
  const worker = new Worker(SUBJECT, { eval: true });
  const run = async (operations: number): Promise<void> => {
    worker.postMessage({ operations });
    await once(worker, 'message');
  };
  await run(bytes / RECORD_BYTES);
  const start = performance.now();
  const before = await read(await worker.getHeapSnapshot());
  let ms = performance.now() - start;
  await run(bytes / RECORD_BYTES / 2);
  const again = performance.now();
  const after = await read(await worker.getHeapSnapshot());
  if (before !== null && after !== null) explainGrowth(compareHeaps(before, after));
  ms += performance.now() - again;
  await worker.terminate();
  return ms / 1000;
}

const SAMPLED_OPERATIONS = 20_000;
const ROUNDS = 5;

/** The best of some rounds in turn: what an interval of 64 KiB costs, which users' processes can bear. */
async function samplingCost(): Promise<number> {
  const worker = new Worker(SUBJECT, { eval: true });
  const run = async (interval: number | null): Promise<number> => {
    worker.postMessage({ operations: SAMPLED_OPERATIONS, interval });
    const [ms] = await once(worker, 'message');
    return ms;
  };
  const best = { plain: Number.POSITIVE_INFINITY, sampled: Number.POSITIVE_INFINITY };
  for (let round = 0; round < ROUNDS; round++) {
    best.plain = Math.min(best.plain, await run(null));
    best.sampled = Math.min(best.sampled, await run(65_536));
  }
  await worker.terminate();
  return best.sampled / best.plain;
}
