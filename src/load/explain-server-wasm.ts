import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Judgement } from '../analysis/verdict.ts';
import { COPIED, operationsToRecord } from '../harness/explain-wasm.ts';
import type { HeapAnalyst } from '../harness/heap-analyst.ts';
import { startHeapAnalyst } from '../harness/heap-analyst.ts';
import type { Log } from '../harness/log.ts';
import { failedText } from '../harness/second-run.ts';
import { WINDOWS } from '../heap/births.ts';
import type { Settings } from '../record/schema.ts';
import { readHeaps } from '../subject/heap-files.ts';
import { whyNot } from './ended.ts';
import type { SecondStart } from './second-start.ts';
import { leakingIsolate, startAgain } from './second-start.ts';
import type { ServerTarget } from './server-target.ts';

/**
 * Starts a server that leaks in WASM once more, with its modules' allocations recorded, and writes down
 * what the heaps of the isolate that leaks hold. The verdict stands by then: whatever goes wrong here is a
 * note in the recording.
 */
export async function explainServerWasm(
  target: ServerTarget,
  settings: Settings,
  judgement: Judgement,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  if (target.command === null) {
    log.add({ type: 'wasm-note', elapsedMs: log.elapsedMs(), module: '', text: RUNS_ALREADY });
    return;
  }
  const leaking = leakingIsolate(judgement, log);
  const { thread, share } = leaking;
  const samples = log.entries.flatMap((entry) =>
    entry.type === 'sample' && entry.thread === thread ? [entry] : [],
  );
  const operations = operationsToRecord(samples, settings);
  if (operations === null) return;
  const folder = mkdtempSync(join(tmpdir(), 'leaklab-'));
  const analyst = startHeapAnalyst(Date.now() - log.elapsedMs());
  try {
    const { timeoutMs } = settings;
    const messages = await startAgain(
      { target, timeoutMs, signal, leaking, before: FIRST_REQUESTS, purpose: 'record-wasm' },
      (again) => record(again, { thread, own: Math.ceil(operations * share), folder }, analyst),
    );
    for (const entry of await analyst.finish(messages)) log.add(entry);
  } catch (thrown) {
    if (signal.aborted) return;
    const text = failedText(whyNot(thrown));
    log.add({ type: 'wasm-note', elapsedMs: log.elapsedMs(), module: '', text });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Modules are rewritten when they are compiled. */
const RUNS_ALREADY =
  'who holds what leaks in WASM can be looked into where leaklab starts the server: leaklab load --on-port / -- node server.js';

/** In which modules are instantiated. */
const FIRST_REQUESTS = 16;

/** Part after part; returns how many messages came of them. */
async function record(
  again: SecondStart,
  { thread, own, folder }: { thread: number; own: number; folder: string },
  analyst: Pick<HeapAnalyst, 'take'>,
): Promise<number> {
  let messages = 0;
  let operations = 0;
  await again.ask({ question: 'heaps-begin' });
  for (let window = 1; window <= WINDOWS; window++) {
    operations += await again.send(Math.ceil(own / WINDOWS));
    const final = window === WINDOWS;
    const path = COPIED.has(window) ? join(folder, `${window}.heaps`) : null;
    await again.ask({ question: 'heaps', path, final });
    if (path === null) continue;
    const { heaps, notes } = readHeaps(path);
    for (const heap of heaps) {
      analyst.take({ type: 'heap-copy', thread, operations, final, ...heap });
    }
    for (const note of notes) analyst.take({ type: 'heap-note', ...note });
    messages += heaps.length + notes.length;
  }
  return messages;
}
