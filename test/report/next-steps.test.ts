import { describe, expect, it } from 'vitest';
import type { Circumstances } from '../../src/report/next-steps.ts';
import { nextSteps, reportCommand } from '../../src/report/next-steps.ts';
import type { Result } from '../../src/report/result.ts';
import { resultOf } from '../../src/report/result-of.ts';
import { checkedClean, checkedFailure, checkedLeak, checkedOpen } from '../helpers/checked.ts';
import { CONTROLS, NOT_CLEAN, NOT_FOUND, SETTINGS } from '../helpers/recording.ts';

const AT_EASE: Circumstances = {
  settings: SETTINGS,
  controls: CONTROLS,
  end: 'budget',
  hiddenBytesPerOperation: 12.3,
};

const steps = (result: Result, over: Partial<Circumstances> = {}): string[] =>
  nextSteps(result, { ...AT_EASE, ...over }).map(({ command, text }) => command ?? text);

const leak = resultOf(checkedLeak());
const open = resultOf(checkedOpen());
const failure = (name: string, over: Partial<Result> = {}): Result => ({
  ...resultOf(checkedFailure({ name, message: 'x', stack: null })),
  ...over,
});

const OUT_OF_MEMORY = {
  memory: 'js-heap',
  operations: 9,
  limitBytes: SETTINGS.limitBytes,
  message: 'x',
} as const;

describe('the next steps', () => {
  it('of a leak: how it was found, its chart, and how to allow it', () => {
    expect(steps(leak)).toEqual([
      'leaklab report results/cache.mjs.ndjson --explain',
      'leaklab report results/cache.mjs.ndjson --format svg',
      'Is it meant to grow? Put "leak:cache.mjs  # why" in a file, and name it with --allow.',
    ]);
    expect(steps({ ...leak, allowed: { pattern: '*', reason: 'x' } })).toHaveLength(2);
  });

  it('of a clean subject: how that is known', () => {
    expect(steps(resultOf(checkedClean()))).toEqual([
      'leaklab report results/cache.mjs.ndjson --explain',
    ]);
  });

  it.each<{ name: string; over: Partial<Circumstances>; said: string[] }>([
    {
      name: 'a budget that ended',
      over: {},
      said: ['Run it for longer: --budget 40s.', 'Do leaks below 13 B/op not matter? --detect 13.'],
    },
    {
      name: 'a long one, of what is large',
      over: { settings: { ...SETTINGS, budgetMs: 100_000 }, hiddenBytesPerOperation: 1234 },
      said: [
        'Run it for longer: --budget 7m.',
        'Do leaks below 1,300 B/op not matter? --detect 1300.',
      ],
    },
    {
      name: 'leaks that are known not to matter',
      over: { hiddenBytesPerOperation: 0.9 },
      said: ['Run it for longer: --budget 40s.'],
    },
    {
      name: 'leaks of unknown size',
      over: { hiddenBytesPerOperation: null },
      said: ['Run it for longer: --budget 40s.'],
    },
    {
      name: 'a planted leak that was not found',
      over: { controls: NOT_FOUND },
      said: ['Was the machine busy? Run it again, with --jobs 1.'],
    },
    {
      name: 'an empty subject that was not clean',
      over: { controls: NOT_CLEAN },
      said: ['Was the machine busy? Run it again, with --jobs 1.'],
    },
    { name: 'an interruption', over: { end: 'interrupted' }, said: ['Run it again, to its end.'] },
    { name: 'a run that was cut off', over: { end: null }, said: ['Run it again, to its end.'] },
  ])('of an inconclusive one, after $name', ({ over, said }) => {
    expect(steps(open, over)).toEqual([
      ...said,
      'leaklab report results/cache.mjs.ndjson --explain',
    ]);
  });

  it.each([
    { name: 'that threw', result: failure('TypeError'), said: [] },
    {
      name: 'that hung',
      result: failure('Timeout'),
      said: ['Is it only slow? --timeout 2m.'],
    },
    {
      name: 'that ran out of memory too early',
      result: failure('Error', { outOfMemory: OUT_OF_MEMORY }),
      said: ['Give it room to be measured: --limit 256MiB.'],
    },
  ])('of one $name: what to try, and its stack', ({ result, said }) => {
    expect(steps(result)).toEqual([...said, 'leaklab report results/cache.mjs.ndjson --json']);
  });

  it('ask for no more memory than can be given', () => {
    const result = failure('Error', { outOfMemory: OUT_OF_MEMORY });
    const limited = (limitBytes: number) =>
      steps(result, { settings: { ...SETTINGS, limitBytes } })[0];
    expect(limited(2 ** 31)).toContain('--limit 4GiB');
    expect(limited(2 ** 32)).not.toContain('--limit');
  });
});

describe('the command', () => {
  it.each([
    ['out/a.ndjson', 'out/a.ndjson'],
    ['my out/a.ndjson', "'my out/a.ndjson'"],
    ["it's/$a.ndjson", "'it'\\''s/$a.ndjson'"],
  ])('has %s as a shell reads it', (recording, quoted) => {
    expect(reportCommand({ ...leak, recording })).toBe(`leaklab report ${quoted}`);
  });
});
