import { describeError } from '../errors.ts';
import type { Ending } from '../harness/ending.ts';
import { ofExit, quiet } from '../harness/ending.ts';
import { lastWord, lastWords } from '../harness/last-words.ts';
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

/** Why something about a server could not be found out, for a note. */
export const whyNot = (thrown: unknown): string | undefined =>
  thrown instanceof Ended ? thrown.ending.error?.message : describeError(thrown).message;

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
  if (!at.isListening && isUnreadTypeScript(command, stderr)) {
    const version = NODE_VERSION.exec(stderr)?.[0] ?? 'this version of Node.js';
    return failed(
      `${version} can't run TypeScript as it stands. Expected Node.js 22.18 or later, a loader (as in leaklab load -- node --import tsx server.ts), or the JavaScript that is built of it.${said(stderr)}`,
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

/** Before 22.18, Node knows no such file by default; where it takes it for CommonJS, it finds errors of syntax. */
const isUnreadTypeScript = (command: readonly string[], stderr: string): boolean =>
  /Unknown file extension "\.[mc]?tsx?"/.test(stderr) ||
  (command.some((part) => /\.[mc]?tsx?$/.test(part)) &&
    /^SyntaxError/m.test(stderr) &&
    /^Node\.js v(20|22\.([0-9]|1[0-7]))\./m.test(stderr));

const NODE_VERSION = /Node\.js v\d+\.\d+\.\d+/;

function unstartable({ code, message }: NodeJS.ErrnoException, command: string): string {
  const why =
    code === 'ENOENT'
      ? 'there is no such command'
      : code === 'EACCES'
        ? 'it may not be executed'
        : message;
  return `Can't start ${JSON.stringify(command)}: ${why}. Behind "--" comes the command that starts the server, as in leaklab load --on-port / -- node server.js.`;
}

/** How often V8 says in what was printed that it ended a process for lack of memory. */
export const exhaustionsIn = (output: string): number =>
  output.split(/^(?=FATAL ERROR)/m).filter((part) => ofOutput(part).outOfMemory).length;

const ofOutput = (stderr: string): ReturnType<typeof lastWords> =>
  lastWords({ exitCode: null, signal: null, stderr }, 'a process of the server');

/** What it said the last time. */
export const exhaustionText = (output: string): string => ofOutput(output).error.message;

/** What a server printed, for a message about it. */
export function said(output: string): string {
  const last = lastWord(output);
  return last === '' ? '' : ` It printed: ${last}`;
}

/** A server whose memory is exhausted, as V8 or Node says it. */
export const outOfMemory = (message: string): Pick<Ending, 'end' | 'error'> => ({
  end: 'out-of-memory',
  error: { name: 'OutOfMemory', message, stack: null },
});
