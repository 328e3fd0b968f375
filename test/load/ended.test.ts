import { describe, expect, it } from 'vitest';
import { exhaustionsIn, exhaustionText, ofServerExit } from '../../src/load/ended.ts';

const said = (stderr: string, file: string): string =>
  ofServerExit({ exitCode: 1, signal: null, stderr, error: null }, ['node', file], {
    elapsedMs: 10,
    operations: 0,
    heapLimitBytes: 2 ** 30,
    isListening: false,
    leftBehind: [],
  }).ending.error!.message;

const UNKNOWN =
  'TypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension ".ts" for /app/server.ts\n\nNode.js v20.20.2\n';
const SYNTAX = "SyntaxError: Unexpected identifier 'Visit'\n\nNode.js v22.17.0\n";
const NEWER = "SyntaxError: Unexpected identifier 'Visit'\n\nNode.js v22.18.0\n";

describe('a server that ended before it listened', () => {
  it.each([
    { stderr: UNKNOWN, file: 'server.ts', version: 'Node.js v20.20.2' },
    { stderr: SYNTAX, file: 'server.cts', version: 'Node.js v22.17.0' },
  ])('for $version reads no TypeScript is told what would', ({ stderr, file, version }) => {
    const message = said(stderr, file);
    expect(message).toContain(`${version} can't run TypeScript as it stands`);
    expect(message).toContain('node --import tsx server.ts');
  });

  it.each([
    { stderr: NEWER, file: 'server.ts' },
    { stderr: SYNTAX, file: 'server.js' },
  ])('for an error in $file is told that error', ({ stderr, file }) => {
    const message = said(stderr, file);
    expect(message).not.toContain('TypeScript');
    expect(message).toContain('Unexpected identifier');
  });
});

describe('what a process said of its end', () => {
  const FATAL =
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n 1: 0xb\n';

  it('counts the ends for lack of memory', () => {
    expect(exhaustionsIn('')).toBe(0);
    expect(exhaustionsIn(`listening\n${FATAL}restarted\n${FATAL}`)).toBe(2);
    expect(exhaustionsIn('FATAL ERROR: v8::ToLocalChecked Empty MaybeLocal\n')).toBe(0);
  });

  it('is told in its words', () => {
    expect(exhaustionText(FATAL)).toBe(
      'V8 ended a process of the server: Reached heap limit Allocation failed - JavaScript heap out of memory',
    );
  });
});
