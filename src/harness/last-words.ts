import type { RecordedError } from '../record/schema.ts';

/**
 * Reads from how a cell ended why it did. V8 prints a line before it aborts a process whose heap is
 * exhausted in a way that it can't contain in the worker (a growing Map, one huge array).
 */
export function lastWords(
  exit: { exitCode: number | null; signal: string | null; stderr: string },
  what?: string,
): { error: RecordedError; outOfMemory: boolean } {
  const fatal = FATAL.exec(exit.stderr)?.[1]?.trim() ?? null;
  if (fatal !== null && EXHAUSTED.test(fatal)) {
    return {
      outOfMemory: true,
      error: {
        name: 'OutOfMemory',
        message: `V8 ended ${what ?? 'the whole process, not the worker alone'}: ${fatal}`,
        stack: null,
      },
    };
  }
  const how = exit.signal === null ? `with exit code ${exit.exitCode}` : `by ${exit.signal}`;
  const said = fatal ?? lastWord(exit.stderr);
  const guess =
    exit.signal === 'SIGKILL'
      ? ' (killed from outside, or by the system for lack of memory)'
      : CRASHES.includes(exit.signal ?? '')
        ? ' (a crash in native code, as of an add-on that is not made for worker threads)'
        : '';
  return {
    outOfMemory: false,
    error: {
      name: 'CellExit',
      message: `${what ?? 'the process around the subject'} was ended ${how}${guess}${said === '' ? '' : `: ${said}`}`,
      stack: null,
    },
  };
}

/** The error that Node printed, whose stack and version follow it; else the last line. */
export function lastWord(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return (
    lines.findLast((line) => /^(Uncaught )?\w*Error\b.*: /.test(line)) ?? lines.at(-1)!
  ).trim();
}

const CRASHES = ['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGABRT', 'SIGTRAP'];

const FATAL =
  /^#?\s*(?:FATAL ERROR|Fatal (?:error|process)[^:\n]*|Fatal JavaScript [^:\n]*):?\s*(.*)$/im;
const EXHAUSTED =
  /out of memory|heap limit|invalid table size|invalid array length|allocation failed/i;
