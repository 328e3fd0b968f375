import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import type { FromCell, ToCell } from '../agent/protocol.ts';
import { builtFile } from './built-file.ts';
import { detached, endGroup } from './process-group.ts';

export type CellEvent =
  | FromCell
  /** The process ended; `stderr` is the last of what it printed. */
  | {
      readonly type: 'exit';
      readonly exitCode: number | null;
      readonly signal: NodeJS.Signals | null;
      readonly stderr: string;
    }
  /** Nothing was heard for too long. */
  | { readonly type: 'silent'; readonly silentMs: number };

export interface Cell {
  readonly pid: number | undefined;
  send(message: ToCell): void;
  /** The next event, in order. After `exit` there is none. */
  next(silentAfterMs: number): Promise<CellEvent>;
  /** Ends the process and all that it started, and waits until it is gone. */
  end(): Promise<void>;
}

/** How the cell's process is started, beyond what leaklab itself needs. */
export interface Launch {
  /** Flags of node; the workers inherit them. */
  readonly nodeOptions: readonly string[];
  /** Added to the environment of leaklab's own process. */
  readonly environment: Readonly<Record<string, string>>;
}

const PLAIN_LAUNCH: Launch = { nodeOptions: [], environment: {} };

/** Enough for V8's last words before it aborts. */
const STDERR_TAIL_CHARACTERS = 16_384;

/** How long the last output of an ended cell may take to arrive. */
const DRAIN_MS = 250;

/**
 * Optimised code comes and goes with the collections, and keeps its deoptimisation data, relocations
 * and feedback among the objects: 30 to 70 KB from one floor to the next of an asynchronous zlib or
 * an HTTP server, and nothing without. Bytecode and baseline code stay.
 */
export const WITHOUT_OPTIMISED_CODE = ['--no-opt', '--no-maglev'];

/** Forks the process that holds the measured workers. */
export function startCell(
  launch: Launch = PLAIN_LAUNCH,
  flags: readonly string[] = WITHOUT_OPTIMISED_CODE,
): Cell {
  const child = fork(builtFile('harness/cell-main'), [], {
    execArgv: ['--expose-gc', '--no-warnings', ...flags, ...launch.nodeOptions],
    env: { ...process.env, ...launch.environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached,
    serialization: 'json',
  });
  const { push, next } = eventQueue();
  // What a subject prints must be drained, or it blocks; only errors are worth keeping.
  child.stdout?.resume();
  const stderrTail = keepTail(child);
  const gone = new Promise<void>((resolve) => {
    let told = false;
    const tell = (exitCode: number | null, signal: NodeJS.Signals | null, stderr: string): void => {
      if (!told) push({ type: 'exit', exitCode, signal, stderr });
      told = true;
      resolve();
    };
    child.once('close', (exitCode, signal) => tell(exitCode, signal, stderrTail()));
    // A process that the subject left behind may hold the pipes open: then there is no `close`.
    child.once('exit', (exitCode, signal) => {
      setTimeout(() => tell(exitCode, signal, stderrTail()), DRAIN_MS).unref();
    });
    child.once('error', (error) => tell(null, null, error.message));
  });
  child.on('message', (message: FromCell) => push(message));

  return {
    pid: child.pid,
    send(message) {
      // A cell that is gone answers with its exit, which is in the queue.
      if (child.connected) child.send(message, () => {});
    },
    next,
    async end() {
      endGroup(child);
      await gone;
    },
  };
}

function keepTail(child: ChildProcess): () => string {
  let tail = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    tail = (tail + chunk).slice(-STDERR_TAIL_CHARACTERS);
  });
  return () => tail;
}

function eventQueue(): {
  push(event: CellEvent): void;
  next(silentAfterMs: number): Promise<CellEvent>;
} {
  const queue: CellEvent[] = [];
  let waiting: ((event: CellEvent) => void) | null = null;
  return {
    push(event) {
      if (waiting === null) queue.push(event);
      else waiting(event);
    },
    next(silentAfterMs) {
      const first = queue.shift();
      if (first !== undefined) return Promise.resolve(first);
      return new Promise((resolve) => {
        const answer = (event: CellEvent): void => {
          clearTimeout(timer);
          waiting = null;
          resolve(event);
        };
        const timer = setTimeout(
          () => answer({ type: 'silent', silentMs: silentAfterMs }),
          silentAfterMs,
        );
        waiting = answer;
      });
    },
  };
}
