import { describe, expect, it } from 'vitest';
import { lastWords } from '../../src/harness/last-words.ts';

/** As Node 20 to 24 print them, shortened. */
const HEAP_LIMIT = `
<--- Last few GCs --->

[4711:0x6d2f000]     1204 ms: Mark-Compact 253.1 (260.2) -> 252.9 (260.9) MB, 212.3 / 0.0 ms

<--- JS stacktrace --->

FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory
----- Native stack trace -----

 1: 0xb76db1 node::OOMErrorHandler(char const*, v8::OOMDetails const&) [node]
`;

describe('a cell that ran out of memory', () => {
  it.each([
    {
      name: 'at its heap limit',
      stderr: HEAP_LIMIT,
      said: 'Ineffective mark-compacts near heap limit',
    },
    {
      name: 'growing a Map',
      stderr:
        'FATAL ERROR: invalid table size Allocation failed - JavaScript heap out of memory\n 1: 0xb7',
      said: 'invalid table size',
    },
    {
      name: 'with one huge array',
      stderr:
        '#\n# Fatal JavaScript invalid size error 169220804\n#\n\n#\n# Fatal JavaScript out of memory: invalid array length\n',
      said: null,
    },
    {
      name: 'in a newer V8',
      stderr: '#\n# Fatal process out of memory: Failed to reserve virtual memory for CodeRange\n#',
      said: null,
    },
  ])('is known by what V8 printed: $name', ({ stderr, said, name }) => {
    // V8 aborts by a signal of its own.
    const words = lastWords({ exitCode: null, signal: 'SIGABRT', stderr });
    if (said !== null) {
      expect(words.outOfMemory, name).toBe(true);
      expect(words.error.name).toBe('OutOfMemory');
      expect(words.error.message).toContain(said);
      expect(words.error.message).not.toContain('Native stack');
    }
    expect(words.error.message).not.toContain('\n');
  });
});

describe('a cell that ended otherwise', () => {
  it.each([
    {
      name: 'with an exit code',
      exit: { exitCode: 7, signal: null, stderr: '' },
      message: 'the process around the subject was ended with exit code 7',
    },
    {
      name: 'by a signal',
      exit: { exitCode: null, signal: 'SIGSEGV', stderr: '' },
      message:
        'the process around the subject was ended by SIGSEGV (a crash in native code, as of an add-on that is not made for worker threads)',
    },
    {
      name: 'killed',
      exit: { exitCode: null, signal: 'SIGKILL', stderr: '' },
      message:
        'the process around the subject was ended by SIGKILL (killed from outside, or by the system for lack of memory)',
    },
    {
      name: 'with a last line',
      exit: { exitCode: 1, signal: null, stderr: 'first\nlast words\n\n' },
      message: 'the process around the subject was ended with exit code 1: last words',
    },
    {
      name: 'with a fatal error that is none of memory',
      exit: {
        exitCode: null,
        signal: 'SIGABRT',
        stderr: 'FATAL ERROR: v8::ToLocalChecked Empty MaybeLocal\n at x',
      },
      message:
        'the process around the subject was ended by SIGABRT (a crash in native code, as of an add-on that is not made for worker threads): v8::ToLocalChecked Empty MaybeLocal',
    },
  ])('says how: $name', ({ exit, message }) => {
    expect(lastWords(exit)).toEqual({
      outOfMemory: false,
      error: { name: 'CellExit', message, stack: null },
    });
  });

  it('is not taken for one out of memory because it spoke of memory', () => {
    const stderr = 'my cache is out of memory soon\n';
    expect(lastWords({ exitCode: 1, signal: null, stderr }).outOfMemory).toBe(false);
  });
});
