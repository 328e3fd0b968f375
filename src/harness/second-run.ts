import type { Settings } from '../record/schema.ts';
import type { Cell, CellEvent } from './cell.ts';
import { startCell } from './cell.ts';
import type { Log } from './log.ts';
import type { Target } from './measure.ts';

/** For a note in the recording: the verdict stands. */
export const failedText = (problem: string | undefined): string =>
  `the run that was to show who holds what failed: ${problem}`;

/** The next event of this kind, or in words why none comes. */
export type Next = (wanted: CellEvent['type']) => Promise<CellEvent | string>;

export interface SecondRun {
  readonly target: Target;
  readonly settings: Settings;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Of V8; those of a measured cell where they are left out. */
  readonly flags?: readonly string[];
  /** Whether allocations in WASM are recorded. */
  readonly recorded: boolean;
}

/**
 * Runs a subject once more in one thread of a cell of its own, for what is to be found out about it when
 * its verdict stands. Returns what went wrong, if anything did, and null when it was told to stop.
 */
export async function runAgain(
  { target, settings, log, signal, flags, recorded }: SecondRun,
  converse: (send: Cell['send'], next: Next) => Promise<string | null>,
): Promise<string | null> {
  const cell = startCell(target.launch, flags);
  const stopOnAbort = (): void => void cell.end();
  signal.addEventListener('abort', stopOnAbort);
  try {
    cell.send({
      type: 'start',
      source: target.source,
      threads: 1,
      limitBytes: settings.limitBytes,
      originMs: Date.now() - log.elapsedMs(),
      watched: false,
      recorded,
    });
    const problem = await converse(cell.send, nextWithin(cell, LONGEST_MS));
    return signal.aborted ? null : problem;
  } finally {
    signal.removeEventListener('abort', stopOnAbort);
    await cell.end();
  }
}

/** On a busy machine; elsewhere, all is known after a few seconds at most. */
const LONGEST_MS = 30_000;

function nextWithin(cell: Cell, longestMs: number): Next {
  const deadline = Date.now() + longestMs;
  return async (wanted) => {
    for (;;) {
      const event = await cell.next(Math.max(1, deadline - Date.now()));
      if (event.type === wanted) return event;
      if (event.type === 'silent') return `it took longer than ${longestMs / 1000} s`;
      if (event.type === 'exit') return 'its process ended';
      if (event.type === 'failure') return event.failure.error.message;
    }
  };
}
