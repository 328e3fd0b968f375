import { describe, expect, it } from 'vitest';
import { headline } from '../../src/report/headline.ts';
import { PLAIN } from '../../src/report/paint.ts';
import type { Result } from '../../src/report/result.ts';
import { resultOf } from '../../src/report/result-of.ts';
import { checkedClean, checkedFailure, checkedLeak, checkedOpen } from '../helpers/checked.ts';

const text = (result: Result, columns = 80): string =>
  headline(result, { columns, paint: PLAIN }).join('\n');

const LEAK: Result = {
  ...resultOf(checkedLeak()),
  timeToLimit: {
    limit: 'heap limit 4 GiB',
    limitBytes: 2 ** 32,
    operations: 62_123_456,
    seconds: 541,
  },
};
const CLEAN = resultOf(checkedClean());
const OPEN = resultOf(checkedOpen());
const FAILED = resultOf(
  checkedFailure({ name: 'TypeError', message: 'operation 3: no\nmore', stack: null }),
);

describe('the first line', () => {
  it('of a leak says how much, how sure, where, of whom, and where it will end', () => {
    expect(text(LEAK, 130)).toBe(
      'leak  +64.0 B/op (63.9–64.1, 99.9 %)  JS heap  cache.mjs  → 4 GiB heap full after 62 M operations (9 min 0 s at this pace)',
    );
  });

  it('is broken between its parts where they do not fit', () => {
    expect(text(LEAK)).toMatchInlineSnapshot(`
      "leak  +64.0 B/op (63.9–64.1, 99.9 %)  JS heap  cache.mjs
            → 4 GiB heap full after 62 M operations (9 min 0 s at this pace)"
    `);
    expect(text(LEAK, 40)).toMatchInlineSnapshot(`
      "leak  +64.0 B/op (63.9–64.1, 99.9 %)
            JS heap  cache.mjs
            → 4 GiB heap full after 62 M
            operations (9 min 0 s at this
            pace)"
    `);
  });

  it.each([
    { memory: 'js-heap', said: '4 GiB heap full' },
    { memory: 'wasm', said: '4 GiB WASM memory full' },
    { memory: 'array-buffers', said: '4 GiB memory full' },
  ] as const)('names what will be full: $said', ({ memory, said }) => {
    expect(text({ ...LEAK, memory })).toContain(`→ ${said} after 62 M operations`);
  });

  it('says where a limit was met in the run', () => {
    const outOfMemory = {
      memory: 'js-heap',
      operations: 51_200,
      limitBytes: 2 ** 26,
      message: '',
    } as const;
    expect(text({ ...LEAK, outOfMemory })).toContain(
      '→ ran out of memory at 64 MiB after 51,200 operations',
    );
  });

  it('of a clean subject says what could still hide, rounded up', () => {
    expect(text(CLEAN)).toBe('clean  < 0.029 B/op (99.9 %)  cache.mjs  12,000 operations in 1.2 s');
  });

  it('of an inconclusive one has its reason below', () => {
    expect(text(OPEN)).toMatchInlineSnapshot(`
      "inconclusive  cache.mjs  12,000 operations in 10 s
            the JS heap grew, but ever slower: a cache may still be filling"
    `);
  });

  it('of a failed one has the first line of its error below', () => {
    expect(text(FAILED)).toMatchInlineSnapshot(`
      "failed  cache.mjs
            TypeError: operation 3: no"
    `);
  });

  it('says that a leak is allowed', () => {
    expect(text({ ...LEAK, allowed: { pattern: '*', reason: 'x' } })).toMatch(
      /^leak \(allowed\) {2}\+64\.0/,
    );
  });

  it('lets no name or error reach the terminal as commands', () => {
    const name = 'a\u001b[31m\nb\u0007.mjs';
    const reason = 'Error: \u001b]0;title\u0007\u001b[2J\u0008gone';
    const shown = text({ ...FAILED, reason, subject: { ...FAILED.subject, name } });
    expect(shown.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(shown).toContain('gone');
  });
});
