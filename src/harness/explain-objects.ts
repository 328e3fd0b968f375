import type { Memory, Settings } from '../record/schema.ts';
import type { CellEvent } from './cell.ts';
import { startCell } from './cell.ts';
import type { Log } from './log.ts';
import type { Target } from './measure.ts';
import type { ObjectPlan } from './object-plan.ts';
import { LARGEST_HEAP, planObjects } from './object-plan.ts';

/**
 * Runs a subject that leaks in what JavaScript holds once more, in a cell of its own, and writes down
 * what came between two snapshots of its heap. The verdict stands by then: whatever goes wrong here is
 * a note in the recording.
 */
export async function explainObjects(
  { launch, source }: Target,
  settings: Settings,
  memory: Memory | null,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const samples = log.entries.filter((entry) => entry.type === 'sample');
  const raws = log.entries.filter((entry) => entry.type === 'raw');
  const plan = planObjects(samples, raws, settings);
  if (plan === null) return;
  // Without optimised code: of an inlined function V8 knows no allocation.
  const cell = startCell(launch);
  const stopOnAbort = (): void => void cell.end();
  signal.addEventListener('abort', stopOnAbort);
  try {
    cell.send({
      type: 'start',
      source,
      threads: 1,
      limitBytes: settings.limitBytes,
      originMs: Date.now() - log.elapsedMs(),
      watched: false,
      recorded: false,
    });
    const deadline = Date.now() + LONGEST_MS;
    const next = (wanted: CellEvent['type']): Promise<CellEvent | string> =>
      nextOf(cell.next, wanted, deadline);
    const problem = await converse(
      cell.send,
      next,
      { ...plan, weigh: memory === 'external' ? 'count' : 'bytes' },
      log,
    );
    if (problem !== null && !signal.aborted) {
      note(log, `the run that was to show who holds what failed: ${problem}`);
    } else if (!plan.snapshots) {
      const megabytes = LARGEST_HEAP / 2 ** 20;
      note(
        log,
        `who holds it was not looked into: its heap has more than ${megabytes} MiB before it leaks, and V8 would stand still while it writes that down; leaklab heap compares snapshots that are taken elsewhere`,
      );
    }
  } finally {
    signal.removeEventListener('abort', stopOnAbort);
    await cell.end();
  }
}

async function nextOf(
  nextEvent: (silentAfterMs: number) => Promise<CellEvent>,
  wanted: CellEvent['type'],
  deadline: number,
): Promise<CellEvent | string> {
  for (;;) {
    const event = await nextEvent(Math.max(1, deadline - Date.now()));
    if (event.type === wanted) return event;
    if (event.type === 'silent') return `it took longer than ${LONGEST_MS / 1000} s`;
    if (event.type === 'exit') return 'its process ended';
    if (event.type === 'failure') return event.failure.error.message;
  }
}

/** Returns what went wrong, if anything did. */
async function converse(
  send: ReturnType<typeof startCell>['send'],
  next: (wanted: CellEvent['type']) => Promise<CellEvent | string>,
  {
    before,
    between,
    intervalBytes,
    weigh,
    snapshots,
  }: ObjectPlan & { readonly weigh: 'bytes' | 'count' },
  log: Log,
): Promise<string | null> {
  const ready = await next('ready');
  if (typeof ready === 'string') return ready;
  const parts = [
    { operations: before, answer: 'snapshot-taken' },
    { operations: between, answer: 'explained' },
  ] as const;
  for (const { operations, answer } of parts) {
    send({ type: 'batch', operations, settle: false });
    const done = await next('batch');
    if (typeof done === 'string') return done;
    send({ type: 'snapshot', operations, intervalBytes, weigh, snapshots });
    const given = await next(answer);
    if (typeof given === 'string') return given;
    if (given.type === 'explained') for (const entry of given.entries) log.add(entry);
  }
  return null;
}

const LONGEST_MS = 30_000;

function note(log: Log, text: string): void {
  log.add({ type: 'js-note', elapsedMs: log.elapsedMs(), text });
}

/** In which memories a leak is one of objects and of what they hold. */
export const isOfObjects = (memory: Memory | null): boolean =>
  memory === 'js-heap' || memory === 'array-buffers' || memory === 'external';
