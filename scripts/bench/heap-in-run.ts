import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { readHeapStream } from '../../src/harness/heap-stream.ts';
import type { HeapGraph } from '../../src/heap/heap-graph.ts';
import { explainGrowth } from '../../src/heap/object-evidence.ts';
import { compareHeaps } from '../../src/heap/object-growth.ts';
import type { Target } from './targets.ts';
import { atMost } from './targets.ts';

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
    const start = process.cpuUsage();
    for (let i = 0; i < operations; i++) operation();
    const { user, system } = process.cpuUsage(start);
    if (interval) session.post('HeapProfiler.stopSampling');
    parentPort.postMessage((user + system) / 1000);
  });
`;

/** Heaps of so many bytes of small objects, as V8 has them when it writes the first snapshot. */
const SIZES = [1e6, 5e6, 10e6];

/** What a run pays for evidence: all that is made of two snapshots, beside V8's own time for them. */
export async function inRunTargets(rounds: number): Promise<Target[]> {
  const targets: Target[] = [];
  console.log('\nIn a run:');
  for (const bytes of SIZES) {
    const best = { v8: Number.POSITIVE_INFINITY, explained: Number.POSITIVE_INFINITY };
    // In turn, and the best of them: what else the machine does shall not decide.
    for (let round = 0; round < rounds; round++) {
      best.v8 = Math.min(best.v8, await twoSnapshots(bytes, drain));
      best.explained = Math.min(best.explained, await twoSnapshots(bytes, readHeapStream));
    }
    const size = `${bytes / 1e6} MB of small objects`;
    const seconds = [best.v8, best.explained].map((value) => value.toFixed(3));
    console.log(`  ${size.padEnd(28)} ${seconds[0]} CPU-s of V8, ${seconds[1]} explained`);
    targets.push(atMost(`${size}: explained, of V8's own`, best.explained / best.v8, 1.25, '×'));
  }
  console.log('');
  const sampled = await samplingCost();
  return [...targets, atMost('allocations sampled at 64 KiB, of without', sampled, 1.05, '×')];
}

async function drain(stream: Readable): Promise<null> {
  for await (const _ of stream) {
    // To the last byte, and nothing is made of it.
  }
  return null;
}

const RECORD_BYTES = 250;

/** CPU seconds of the process while the snapshots are written, and read and compared where they are. */
async function twoSnapshots(
  bytes: number,
  read: (stream: Readable) => Promise<HeapGraph | null>,
): Promise<number> {
  const worker = new Worker(SUBJECT, { eval: true });
  const run = async (operations: number): Promise<void> => {
    worker.postMessage({ operations });
    await once(worker, 'message');
  };
  await run(bytes / RECORD_BYTES);
  const first = process.cpuUsage();
  const before = await read(await worker.getHeapSnapshot());
  let micros = cpuMicros(first);
  await run(bytes / RECORD_BYTES / 2);
  const second = process.cpuUsage();
  const after = await read(await worker.getHeapSnapshot());
  if (before !== null && after !== null) explainGrowth(compareHeaps(before, after));
  micros += cpuMicros(second);
  await worker.terminate();
  return micros / 1e6;
}

function cpuMicros(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return user + system;
}

const SAMPLED_OPERATIONS = 20_000;
const ROUNDS = 16;

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
    // What is kept grows: who comes first has less of it.
    if (round % 2 === 0) best.plain = Math.min(best.plain, await run(null));
    best.sampled = Math.min(best.sampled, await run(65_536));
    if (round % 2 === 1) best.plain = Math.min(best.plain, await run(null));
  }
  await worker.terminate();
  return best.sampled / best.plain;
}
