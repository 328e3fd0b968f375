import type { Weigh } from '../heap/object-growth.ts';
import type { Memory, Settings } from '../record/schema.ts';
import type { Cell } from './cell.ts';
import type { Log } from './log.ts';
import type { Target } from './measure.ts';
import type { ObjectPlan } from './object-plan.ts';
import { LARGEST_HEAP, planObjects } from './object-plan.ts';
import type { Next } from './second-run.ts';
import { failedText, runAgain } from './second-run.ts';

/**
 * Runs a subject that leaks in what JavaScript holds once more, in a cell of its own, and writes down
 * what came between two snapshots of its heap. The verdict stands by then: whatever goes wrong here is
 * a note in the recording.
 */
export async function explainObjects(
  target: Target,
  settings: Settings,
  memory: Memory | null,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const samples = log.entries.filter((entry) => entry.type === 'sample');
  const raws = log.entries.filter((entry) => entry.type === 'raw');
  const plan = planObjects(samples, raws, settings);
  if (plan === null) return;
  const weigh = weighOf(memory);
  const problem = await runAgain(
    // Without optimised code: of an inlined function V8 knows no allocation.
    { target, settings, log, signal, recorded: false },
    (send, next) => converse(send, next, { ...plan, weigh }, log),
  );
  if (problem !== null) {
    note(log, failedText(problem));
  } else if (!plan.snapshots) {
    note(log, TOO_LARGE);
  }
}

/** Of a heap for which snapshots would take too long: where it was allocated is known alone. */
export const TOO_LARGE = `who holds it was not looked into: its heap has more than ${LARGEST_HEAP / 2 ** 20} MiB before it leaks, and V8 would stand still while it writes that down; leaklab heap compares snapshots that are taken elsewhere`;

/** Returns what went wrong, if anything did. */
async function converse(
  send: Cell['send'],
  next: Next,
  { before, between, intervalBytes, weigh, snapshots }: ObjectPlan & { readonly weigh: Weigh },
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

function note(log: Log, text: string): void {
  log.add({ type: 'js-note', elapsedMs: log.elapsedMs(), text });
}

/** What is outside of the heap has no bytes in a snapshot. */
export const weighOf = (memory: Memory | null): Weigh =>
  memory === 'external' ? 'count' : 'bytes';

/** In which memories a leak is one of objects and of what they hold. */
export const isOfObjects = (memory: Memory | null): boolean =>
  memory === 'js-heap' || memory === 'array-buffers' || memory === 'external';
