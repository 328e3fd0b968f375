import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { setTimeout as later } from 'node:timers/promises';
import { detached, endGroup } from '../harness/process-group.ts';

/** A server as the user starts it. */
export interface ServerProcess {
  readonly pid: number | undefined;
  /** Settles when the process that was started has ended, or could not be started. */
  readonly exited: Promise<ServerExit>;
  /** The last of what it printed. */
  output(): string;
  /** Asks it to end, ends it and all that it started, and waits until it is gone. */
  end(): Promise<void>;
}

export interface ServerExit {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of what it printed on stderr, or on stdout where that is nothing. */
  readonly stderr: string;
  /** Why it could not be started; null where it was. */
  readonly error: NodeJS.ErrnoException | null;
}

/** Enough for V8's last words, or for a stack. */
const TAIL_CHARACTERS = 16_384;
/** How long the last output of an ended process may take to arrive. */
const DRAIN_MS = 250;
/** For what it has to put in order when it is asked to end. */
const LEAVE_MS = 1000;

export function startServer(
  [command, ...args]: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>>,
): ServerProcess {
  const child = spawn(command, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached,
  });
  // What it prints must be drained, or it blocks.
  const [stdout, stderr] = [keepTail(child.stdout), keepTail(child.stderr)];
  const output = (): string => (stderr().trim() === '' ? stdout() : stderr());
  const exited = new Promise<ServerExit>((resolve) => {
    const tell = (exitCode: number | null, signal: NodeJS.Signals | null): void =>
      resolve({ exitCode, signal, stderr: output(), error: null });
    child.once('close', tell);
    // A process that it left behind may hold the pipes open: then there is no `close`.
    child.once('exit', (code, signal) => void setTimeout(tell, DRAIN_MS, code, signal).unref());
    child.once('error', (error) =>
      resolve({ exitCode: null, signal: null, stderr: output(), error }),
    );
  });
  let hasExited = false;
  void exited.then(() => {
    hasExited = true;
  });
  return {
    pid: child.pid,
    exited,
    output,
    async end() {
      if (!hasExited) {
        child.kill('SIGTERM');
        await Promise.race([exited, later(LEAVE_MS, undefined, { ref: false })]);
      }
      endGroup(child);
      await exited;
    },
  };
}

function keepTail(stream: ChildProcess['stdout']): () => string {
  let tail = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    tail = (tail + chunk).slice(-TAIL_CHARACTERS);
  });
  return () => tail;
}
