import { describe, expect, it } from 'vitest';
import { applyAllowList, parseAllowList } from '../../src/report/allow-list.ts';
import type { Result } from '../../src/report/result.ts';
import { resultOf } from '../../src/report/result-of.ts';
import { checkedClean, checkedLeak } from '../helpers/checked.ts';
import { result } from '../helpers/result.ts';

const parse = (text: string) => parseAllowList(text, 'allow.txt');

const leak = (name: string, path: string | null = null): Result => {
  const one = resultOf(checkedLeak());
  return { ...one, subject: { ...one.subject, name, path } };
};

const allows = (pattern: string, one: Result): boolean =>
  applyAllowList([one], [{ pattern, reason: 'x' }]).results[0]!.allowed !== null;

describe('an allow-list', () => {
  it.each([
    { name: 'a reason behind', text: 'leak:a.mjs  # bounded', entries: [['a.mjs', 'bounded']] },
    { name: 'no blank before it', text: 'leak:a.mjs\t#bounded', entries: [['a.mjs', 'bounded']] },
    { name: 'a reason above', text: '# bounded\nleak:a.mjs\n', entries: [['a.mjs', 'bounded']] },
    {
      name: 'a reason of several lines',
      text: '# bounded by the\n# tenants\nleak:a.mjs',
      entries: [['a.mjs', 'bounded by the tenants']],
    },
    {
      name: 'a reason for several entries',
      text: '# one\nleak:a\nleak:b  # two\nleak:c\n# three\nleak:d',
      entries: [
        ['a', 'one'],
        ['b', 'two'],
        ['c', 'one'],
        ['d', 'three'],
      ],
    },
    {
      name: 'patterns with blanks, and with # in them',
      text: 'leak:my file#1.mjs # x # y',
      entries: [['my file#1.mjs', 'x # y']],
    },
    {
      name: 'empty lines, indentation, and line ends of Windows',
      text: '\uFEFF\r\n  leak:a # x  \r\n\r\n',
      entries: [['a', 'x']],
    },
    { name: 'nothing', text: '\n# only a comment\n\n', entries: [] },
  ])('may have $name', ({ text, entries }) => {
    expect(parse(text)).toEqual(entries.map(([pattern, reason]) => ({ pattern, reason })));
  });

  it.each([
    { text: 'a.mjs', line: 1, said: 'expected "leak:pattern  # reason", found "a.mjs"' },
    { text: '\n\nclean:a.mjs # x', line: 3, said: 'found "clean:a.mjs # x"' },
    { text: 'leak: # x', line: 1, said: 'found "leak: # x"' },
    { text: 'leak:', line: 1, said: 'expected "leak:pattern' },
    { text: '# x\nleak:a\nleak:b\n\nleak:c', line: 5, said: 'leak:c has no reason' },
    { text: 'leak:a.mjs', line: 1, said: 'leak:a.mjs has no reason' },
    { text: 'leak:a.mjs #', line: 1, said: 'leak:a.mjs has no reason' },
    { text: '#\nleak:a.mjs', line: 2, said: 'leak:a.mjs has no reason' },
  ])('of $text is an error in line $line', ({ text, line, said }) => {
    expect(() => parse(text)).toThrow(`allow.txt:${line}: `);
    expect(() => parse(text)).toThrow(said);
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

describe('a pattern', () => {
  const CACHE = leak('cache.mjs', '/home/me/app/src/cache.mjs');

  it.each([
    { pattern: 'cache.mjs', matches: true },
    { pattern: 'src/cache.mjs', matches: true },
    { pattern: '/home/me/app/src/cache.mjs', matches: true },
    { pattern: '*', matches: true },
    { pattern: 'cache.*', matches: true },
    { pattern: '*cache*', matches: true },
    { pattern: 'app/*.mjs', matches: true },
    { pattern: '/home/*/cache.mjs', matches: true },
    { pattern: 'c*a*c*e.m*s', matches: true },
    { pattern: 'cache*cache.mjs', matches: false },
    { pattern: '*x*.mjs', matches: false },
    // All of the name, or of the path from a slash on; never a part of a word.
    { pattern: 'cache', matches: false },
    { pattern: 'ache.mjs', matches: false },
    { pattern: 'home', matches: false },
    { pattern: 'rc/cache.mjs', matches: false },
    { pattern: 'cache.mjs/', matches: false },
    { pattern: 'Cache.mjs', matches: false },
    // No other character than * stands for anything but itself.
    { pattern: 'cache?mjs', matches: false },
    { pattern: 'cache.mj.', matches: false },
    { pattern: '[a-z]*', matches: false },
    { pattern: '(cache).mjs', matches: false },
  ])('$pattern: $matches', ({ pattern, matches }) => {
    expect(allows(pattern, CACHE)).toBe(matches);
  });

  it('takes paths of Windows as others', () => {
    const windows = leak('cache.mjs', 'C:\\app\\src\\cache.mjs');
    expect(allows('src/cache.mjs', windows)).toBe(true);
    expect(allows('app\\src\\*', windows)).toBe(true);
  });

  it('matches a scenario by its id, and by its whole name', () => {
    expect(allows('cycle', result())).toBe(true);
    expect(allows('cycle wasm leaky', result())).toBe(true);
    expect(allows('cycle ts *', result())).toBe(false);
  });

  it('takes no time to speak of, however it is made', () => {
    expect(allows(`${'*a'.repeat(30)}b`, leak('a'.repeat(60)))).toBe(false);
  });
});

describe('an allowed leak', () => {
  const LIST = parse('leak:a.mjs  # first\nleak:*.mjs  # second\nleak:old.mjs  # third');

  it('stays a leak, and is marked with the first entry that matches', () => {
    const { results } = applyAllowList([leak('a.mjs'), leak('b.mjs'), leak('c.cjs')], LIST);
    expect(results.map(({ verdict, allowed }) => [verdict, allowed?.reason ?? null])).toEqual([
      ['leak', 'first'],
      ['leak', 'second'],
      ['leak', null],
    ]);
  });

  it('is counted by its entry; one that excuses nothing says 0', () => {
    const { allowed } = applyAllowList([leak('b.mjs'), leak('c.mjs')], LIST);
    expect(allowed).toEqual([
      { pattern: 'a.mjs', reason: 'first', used: 0 },
      { pattern: '*.mjs', reason: 'second', used: 2 },
      { pattern: 'old.mjs', reason: 'third', used: 0 },
    ]);
  });

  it('is a leak: what is clean needs no excuse', () => {
    const clean = resultOf(checkedClean());
    const { results, allowed } = applyAllowList([clean], [{ pattern: '*', reason: 'x' }]);
    expect(results).toEqual([clean]);
    expect(allowed[0]!.used).toBe(0);
  });
});
