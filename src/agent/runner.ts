import { parentPort } from 'node:worker_threads';
import type { LoadedSubject } from '../subject/loaded.ts';
import type { CollectionWatch } from './gc-probe.ts';
import type { MemoryProbe } from './memory-probe.ts';
import type { AgentReply } from './protocol.ts';
import type { Collect } from './settle.ts';
import { settle, tick } from './settle.ts';

/** How often a batch is interrupted for a raw sample: often enough to draw the sawtooth. */
const RAW_INTERVAL_MS = 5;
/** While one asynchronous operation goes on; a synchronous one can't be looked into from here. */
const LONGEST_GAP_MS = 50;

/**
 * Time between two looks at the clock. Looking costs 40 ns and a heap number, which is more than
 * a fast operation takes: operations run in strides of about this length.
 */
const STRIDE_MS = 0.5;

export interface Runner {
  /** Does so many operations; then, if asked to, settles by the given collector and samples. */
  batch(operations: number, settle: boolean, collect: Collect): Promise<AgentReply>;
  /** Operations so far. */
  done(): number;
}

/** Repeats the operation, batch after batch, and takes the samples. */
export function createRunner(options: {
  subject: LoadedSubject;
  probe: MemoryProbe;
  collections: CollectionWatch;
  explain: (thrown: unknown, operations: number) => AgentReply;
}): Runner {
  const { subject, probe, collections, explain } = options;
  const operate = subject.operation;
  let done = 0;
  let stride = 1;
  let lastRawMs = 0;
  let running = false;

  function takeRaw(): void {
    parentPort?.postMessage(probe.raw(done));
    lastRawMs = performance.now();
  }

  // An operation that waits for long leaves the thread to others: to this, too.
  setInterval(() => {
    if (running && performance.now() - lastRawMs >= LONGEST_GAP_MS) takeRaw();
  }, LONGEST_GAP_MS).unref();

  async function runOperations(count: number): Promise<void> {
    const end = done + count;
    let before = performance.now();
    while (done < end) {
      const strideEnd = Math.min(end, done + stride);
      while (done < strideEnd) {
        const result = operate(done);
        if (isThenable(result)) await result;
        done++;
      }
      const now = performance.now();
      const took = now - before;
      if (took < STRIDE_MS / 2) stride *= 2;
      else if (took > STRIDE_MS * 2) stride = Math.max(1, stride >> 1);
      if (now - lastRawMs >= RAW_INTERVAL_MS) takeRaw();
      // What it made, V8 keeps until the loop turns: little may add up, or the limit is passed.
      if (subject.linearMemory?.madeSome()) {
        stride = 1;
        await tick();
      }
      before = now;
    }
  }

  const batch: Runner['batch'] = async (operations, settleAfter, collect) => {
    const start = performance.now();
    running = true;
    try {
      await runOperations(operations);
    } catch (thrown) {
      return explain(thrown, done);
    } finally {
      running = false;
    }
    const batchMs = performance.now() - start;
    // The last point before collecting: the height from which the sawtooth falls.
    takeRaw();
    await tick();
    const gc = collections.drain();
    if (!settleAfter) {
      return { ok: true, batch: { ...report(batchMs), gc, sample: null } };
    }
    const settling = performance.now();
    await settle(collect);
    const sample = probe.sample(done, batchMs, performance.now() - settling);
    return { ok: true, batch: { ...report(batchMs), gc, sample } };
  };
  return { batch, done: () => done };

  function report(batchMs: number) {
    return { operations: done, batchMs, elapsedMs: probe.elapsedMs() };
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}
