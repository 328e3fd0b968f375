import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { explainHeaps } from '../../src/harness/explain-heaps.ts';
import { eachChunk, readHeapStream } from '../../src/harness/heap-stream.ts';
import type { HeapGraph } from '../../src/heap/heap-graph.ts';

export interface InRun {
  readonly seconds: number;
  readonly cpuSeconds: number;
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
  parentPort.on('message', ({ operations, interval, most }) => {
    if (interval) session.post('HeapProfiler.startSampling', { samplingInterval: interval });
    for (let i = 0; i < operations; i++) {
      operation();
      if (kept.size > most) kept.clear();
    }
    if (interval) session.post('HeapProfiler.stopSampling');
    parentPort.postMessage(null);
  });
`;

const RECORD_BYTES = 250;

// node in-run.js <what> <bytes or operations>
const [what, sizeText] = process.argv.slice(2) as [string, string];
const size = Number(sizeText);
const MEASURED: Readonly<Record<string, () => Promise<InRun>>> = {
  written: () => twoSnapshots(size, drain),
  explained: () => twoSnapshots(size, readHeapStream),
  plain: () => operationsOf(size, null),
  sampled: () => operationsOf(size, 65_536),
};
console.log(JSON.stringify(await MEASURED[what]!()));
process.exit(0);

async function drain(asked: Promise<Readable>): Promise<null> {
  // To the last byte, and nothing is made of it.
  await eachChunk(await asked, () => {});
  return null;
}

interface Batch {
  readonly operations: number;
  readonly interval: number | null;
  /** Records that are kept before all are dropped. */
  readonly most: number;
}

function startSubject(): (batch: Batch) => Promise<Worker> {
  const worker = new Worker(SUBJECT, { eval: true });
  return async (batch) => {
    worker.postMessage(batch);
    await once(worker, 'message');
    return worker;
  };
}

/** While the snapshots are written, and read and explained where they are. */
async function twoSnapshots(
  bytes: number,
  read: (asked: Promise<Readable>) => Promise<HeapGraph | null>,
): Promise<InRun> {
  const run = startSubject();
  const keep = { interval: null, most: Number.POSITIVE_INFINITY };
  const worker = await run({ ...keep, operations: bytes / RECORD_BYTES });
  const snapshot: (options: object) => Promise<Readable> = worker.getHeapSnapshot.bind(worker);
  const take = (): Promise<HeapGraph | null> => read(snapshot({ exposeNumericValues: true }));
  const watch = stopwatch();
  const before = await take();
  const first = watch();
  await run({ ...keep, operations: bytes / RECORD_BYTES / 2 });
  const again = stopwatch();
  if (before === null) await take();
  else await explainHeaps(before, take as () => Promise<HeapGraph>, 'bytes');
  const second = again();
  return {
    seconds: first.seconds + second.seconds,
    cpuSeconds: first.cpuSeconds + second.cpuSeconds,
  };
}

/** What is kept is dropped from time to time, so that no part of them has more of it than another. */
async function operationsOf(operations: number, interval: number | null): Promise<InRun> {
  const run = startSubject();
  await run({ operations: operations / 10, interval: null, most: 1000 });
  const watch = stopwatch();
  await run({ operations, interval, most: 1000 });
  return watch();
}

function stopwatch(): () => InRun {
  const [cpu, started] = [process.cpuUsage(), performance.now()];
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return {
      seconds: (performance.now() - started) / 1000,
      cpuSeconds: (user + system) / 1e6,
    };
  };
}
