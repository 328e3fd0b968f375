import type { Failure } from '../agent/protocol.ts';
import type { Memory, Outcome, RecordedError, RecordedEvent } from '../record/schema.ts';
import type { CellEvent } from './cell.ts';
import { lastWords } from './last-words.ts';

/** How the measuring of a subject ends, and what the recording has to say of it. */
export interface Ending extends Pick<Outcome, 'end' | 'error'> {
  readonly events: readonly RecordedEvent[];
}

/** What was going on when it ended. */
export interface Circumstances {
  readonly elapsedMs: number;
  readonly limitBytes: number;
  /** Operations done by the last reading. */
  readonly operations: number;
}

/** Nothing happened to the subject: the harness had enough, or was told to stop. */
export const quiet = (end: 'decided' | 'budget' | 'interrupted'): Ending => ({
  end,
  error: null,
  events: [],
});

/** The subject threw, or its worker died under it. */
export function ofFailure(thread: number, failure: Failure, at: Circumstances): Ending {
  const { error, exhausted, phase, operations } = failure;
  if (exhausted !== null) {
    const scope = error.name === 'RangeError' || exhausted === 'wasm' ? 'operation' : 'worker';
    return ranOut(exhausted, scope, thread, error, { ...at, operations });
  }
  if (error.name === 'LeaklabError') return failed(thread, error, at);
  const where = phase === 'operation' ? `operation ${operations}` : phase;
  return failed(thread, { ...error, message: `${where}: ${error.message}` }, at);
}

/** The whole cell is gone, or another process; `what` names it in a sentence. */
export function ofExit(
  exit: CellEvent & { type: 'exit' },
  at: Circumstances,
  what?: string,
): Ending {
  const { exitCode, signal } = exit;
  const { elapsedMs } = at;
  const { error, outOfMemory } = lastWords(exit, what);
  const ending = outOfMemory ? ranOut('js-heap', 'cell', null, error, at) : failed(null, error, at);
  return {
    ...ending,
    events: [{ type: 'event', event: 'cell-exit', elapsedMs, exitCode, signal }, ...ending.events],
  };
}

/** Nothing was heard from the worker. */
export function ofSilence(silentMs: number, at: Circumstances, loading: boolean): Ending {
  const what = loading ? 'loading it, or its setup,' : 'an operation';
  const message = `no answer for ${silentMs / 1000} s: ${what} hangs, or takes longer than --timeout allows`;
  return failed(null, { name: 'Timeout', message, stack: null }, at);
}

/** A memory that neither V8 nor the engine limits passed the limit of the run. */
export function ofPassedLimit(thread: number, memory: Memory, at: Circumstances): Ending {
  const mib = Math.round(at.limitBytes / 2 ** 20);
  const message = `the ${memory} memory passed the limit of ${mib} MiB`;
  return ranOut(memory, 'operation', thread, { name: 'MemoryLimit', message, stack: null }, at);
}

function ranOut(
  memory: Memory,
  scope: 'operation' | 'worker' | 'cell',
  thread: number | null,
  error: RecordedError,
  { elapsedMs, limitBytes, operations }: Circumstances,
): Ending {
  const { message } = error;
  const event = 'out-of-memory';
  return {
    end: 'out-of-memory',
    error,
    events: [
      { type: 'event', event, elapsedMs, thread, memory, limitBytes, operations, message, scope },
    ],
  };
}

function failed(thread: number | null, error: RecordedError, { elapsedMs }: Circumstances): Ending {
  return {
    end: 'failed',
    error,
    events: [{ type: 'event', event: 'error', elapsedMs, thread, error }],
  };
}
