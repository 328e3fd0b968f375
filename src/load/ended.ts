import type { Ending } from '../harness/ending.ts';
import { ofExit, quiet } from '../harness/ending.ts';
import { lastWord } from '../harness/last-words.ts';
import type { ServerExit } from './server-process.ts';

/** Thrown through the measuring of a server where something ends it, whatever it waits for. */
export class Ended extends Error {
  readonly ending: Ending;

  constructor(ending: Ending) {
    super('the measuring has ended');
    this.ending = ending;
  }
}

/** The server, or how it is driven, is at fault: in words for the person who reads them. */
export function failed(message: string, elapsedMs: number, name = 'LeaklabError'): Ended {
  const error = { name, message, stack: null };
  return new Ended({
    end: 'failed',
    error,
    events: [{ type: 'event', event: 'error', elapsedMs, thread: null, error }],
  });
}

export const interrupted = (): Ended => new Ended(quiet('interrupted'));

/** The process that was started is gone. */
export function ofServerExit(
  exit: ServerExit,
  command: readonly string[],
  at: {
    readonly elapsedMs: number;
    readonly operations: number;
    readonly heapLimitBytes: number;
    readonly isListening: boolean;
    /** Processes of Node.js that it has started, and that are still there. */
    readonly leftBehind: readonly number[];
  },
): Ended {
  const { error, stderr } = exit;
  if (error !== null) return failed(unstartable(error, command[0]!), at.elapsedMs);
  if (exit.exitCode === 0 && at.leftBehind.length > 0) {
    return failed(
      `"${command.join(' ')}" ended with exit code 0 and went on in the background, as process ${at.leftBehind.join(', ')}: what is there would not end with the measuring. Have it stay in the foreground, as with --no-daemon.`,
      at.elapsedMs,
    );
  }
  if (!at.isListening && exit.exitCode === 0) {
    return failed(
      `"${command.join(' ')}" ended with exit code 0 before it listened on a port. Expected a server that goes on: name the command that starts it, behind "--".${said(stderr)}`,
      at.elapsedMs,
    );
  }
  const what = at.isListening
    ? 'the server'
    : `"${command.join(' ')}", before it listened on a port,`;
  return new Ended(
    ofExit({ type: 'exit', ...exit }, { ...at, limitBytes: at.heapLimitBytes }, what),
  );
}

function unstartable({ code, message }: NodeJS.ErrnoException, command: string): string {
  const why =
    code === 'ENOENT'
      ? 'there is no such command'
      : code === 'EACCES'
        ? 'it may not be executed'
        : message;
  return `Can't start ${JSON.stringify(command)}: ${why}. Behind "--" comes the command that starts the server, as in leaklab load --on-port / -- node server.js.`;
}

/** What a server printed, for a message about it. */
export function said(output: string): string {
  const last = lastWord(output);
  return last === '' ? '' : ` It printed: ${last}`;
}
