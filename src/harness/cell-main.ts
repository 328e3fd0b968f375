import { createRequire } from 'node:module';
import type { BatchReport, FromCell, ToCell } from '../agent/protocol.ts';
import { describeError } from '../errors.ts';
import type { HeapAnalyst } from './heap-analyst.ts';
import { startHeapAnalyst } from './heap-analyst.ts';
import type { ObjectExplainer } from './object-explainer.ts';
import type { PinnedWorker } from './pool.ts';
import { startWorker } from './pool.ts';
import { endOwnGroup } from './process-group.ts';

/**
 * The cell: a process of its own around the measured workers, so that what kills it (V8 aborts the
 * whole process for some kinds of exhaustion) does not kill the harness. It relays, and decides
 * nothing.
 */
let workers: PinnedWorker[] = [];
let originMs = Date.now();
let rehearsing = true;
let ending = false;
let analyst: HeapAnalyst | null = null;
let heapMessages = 0;
let explainer: ObjectExplainer | null = null;

/**
 * V8 gives a function its feedback after some eight calls. Without a rehearsal the first 25 floors
 * rise by 25 KB in all, and all of it is the agent's; after it, by 6 KB.
 */
const REHEARSALS = 20;

process.on('message', (message: ToCell) => {
  receive(message).catch((thrown: unknown) => {
    reply({
      type: 'failure',
      thread: 0,
      failure: { phase: 'load', error: describeError(thrown), exhausted: null, operations: 0 },
    });
  });
});

// The parent is gone, by whatever death: so is the reason to live. No event loop turn may be
// needed for it, and no process that the subject started may survive.
process.on('disconnect', endOwnGroup);
// It may have gone while this module was loading, before the line above could listen.
if (!process.connected) endOwnGroup();
// A terminal sends Ctrl-C to all processes; the parent decides what to do about it.
process.on('SIGINT', () => {});

async function receive(message: ToCell): Promise<void> {
  switch (message.type) {
    case 'start':
      return start(message);
    case 'batch':
      return batch(message);
    case 'rest':
      return rest(message);
    case 'snapshot':
      return snapshot(message);
    case 'stop':
      return stop();
  }
}

async function start(message: ToCell & { type: 'start' }): Promise<void> {
  originMs = message.originMs;
  const { source, limitBytes, recorded } = message;
  if (recorded) analyst = startHeapAnalyst(originMs);
  workers = Array.from({ length: message.threads }, () =>
    startWorker({
      limitBytes: message.limitBytes,
      onMessage: (sent) => {
        if (sent.type !== 'raw') analyst?.take(sent);
        else if (!rehearsing) reply({ type: 'raw', sample: sent });
      },
      onExit: (thread, exitCode) => {
        if (!ending) reply({ type: 'worker-exit', thread, exitCode });
      },
    }),
  );
  const ready = await each((worker) =>
    worker.run({ task: 'setup', source, thread: worker.threadId, limitBytes, originMs, recorded }),
  );
  if (ready === null) return;
  const rehearsals = recorded ? 0 : REHEARSALS;
  for (let i = 0; i < rehearsals; i++) await each((worker) => worker.run({ task: 'rehearsal' }));
  rehearsing = false;
  const unwatched = message.watched ? watchMainIsolate() : null;
  reply({ type: 'ready', memwatch: unwatched });
}

async function batch(message: ToCell & { type: 'batch' }): Promise<void> {
  const { operations, settle } = message;
  const reports = await each((worker) => worker.run({ task: 'batch', operations, settle }));
  if (reports !== null) reply({ type: 'batch', reports });
}

async function rest({ copies, final }: ToCell & { type: 'rest' }): Promise<void> {
  const rested = await each(async (worker) => {
    const answer = await worker.run({ task: 'rest', copies, final });
    if (answer.ok) heapMessages += answer.sent ?? 0;
    return answer;
  });
  if (rested === null) return;
  reply({ type: 'rested' });
  if (final && analyst !== null) {
    reply({ type: 'heaps', entries: await analyst.finish(heapMessages) });
  }
}

/** Of the first worker: the others do the same. */
async function snapshot({
  operations,
  intervalBytes,
  snapshots,
  weigh,
}: ToCell & { type: 'snapshot' }): Promise<void> {
  if (explainer === null) {
    const { createObjectExplainer } = await import('./object-explainer.ts');
    explainer = createObjectExplainer(workers[0]!);
    await explainer.begin(intervalBytes, snapshots);
    reply({ type: 'snapshot-taken' });
    return;
  }
  const entry = await explainer.end(operations, weigh);
  reply({ type: 'explained', entries: [{ ...entry, elapsedMs: Date.now() - originMs }] });
}

async function stop(): Promise<void> {
  ending = true;
  await each((worker) => worker.run({ task: 'teardown' }));
  collectMainIsolate();
  // memwatch tells of a collection a turn of the event loop later.
  setTimeout(() => reply({ type: 'stopped' }), MEMWATCH_DELAY_MS);
}

/** One task in every worker; null where one failed, which has then been reported. */
async function each(
  task: (worker: PinnedWorker) => ReturnType<PinnedWorker['run']>,
): Promise<BatchReport[] | null> {
  const replies = await Promise.all(workers.map(task));
  const reports: BatchReport[] = [];
  for (const [i, answer] of replies.entries()) {
    if (!answer.ok) {
      ending = true;
      reply({ type: 'failure', thread: workers[i]!.threadId, failure: answer.failure });
      return null;
    }
    if (answer.batch !== null) reports.push(answer.batch);
  }
  return reports;
}

/** The maintained fork of memwatch, as far as it is used. */
interface Memwatch {
  on(event: 'stats', listener: (stats: object) => void): void;
  gc(): void;
}

let memwatch: Memwatch | null = null;
const MEMWATCH_DELAY_MS = 5;

/**
 * memwatch, where it could be built, reports the full collections of this main isolate: the proof
 * that the harness itself does not grow. A run of a second has none of its own, so one is asked for
 * at the beginning and one at the end; the workers' isolates are not touched by them. Returns why
 * it can't be used, or null.
 */
function watchMainIsolate(): string | null {
  try {
    memwatch = createRequire(import.meta.url)('memwatch-next') as Memwatch;
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    return code === 'MODULE_NOT_FOUND'
      ? 'memwatch-next is not installed or not built'
      : `memwatch-next does not load (${message.replaceAll(/\s+/g, ' ').slice(0, 200)})`;
  }
  memwatch.on('stats', (stats) =>
    reply({ type: 'memwatch', elapsedMs: Date.now() - originMs, stats }),
  );
  collectMainIsolate();
  return null;
}

function collectMainIsolate(): void {
  memwatch?.gc();
}

function reply(message: FromCell): void {
  if (process.connected) process.send?.(message);
}
