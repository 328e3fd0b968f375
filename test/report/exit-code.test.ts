import { describe, expect, it } from 'vitest';
import { asExpected, EXIT, exitCodeOf } from '../../src/report/exit-code.ts';
import type { Result } from '../../src/report/result.ts';
import { cleanResult, oddResult, result } from '../helpers/result.ts';

const LEAK = { verdict: 'leak', mechanism: 'cycle' } as const;
const CLEAN = { verdict: 'clean', mechanism: null } as const;
const unlabelled = (one: Result): Result => ({ ...one, expected: null });
const allowed = { ...unlabelled(result()), allowed: { pattern: '*', reason: 'x' } };
const failed = oddResult('failed', 'no');
const inconclusive = oddResult('inconclusive', 'noisy');

describe('the exit code', () => {
  it.each([
    { name: 'nothing', results: [], code: 0 },
    { name: 'a leak as labelled', results: [result()], code: 0 },
    { name: 'a clean one as labelled', results: [cleanResult()], code: 0 },
    { name: 'a leak labelled clean', results: [result({ expected: CLEAN })], code: 1 },
    { name: 'a clean one labelled a leak', results: [cleanResult({ expected: LEAK })], code: 1 },
    { name: 'a leak of another mechanism', results: [result({ mechanism: 'forget' })], code: 1 },
    { name: 'an unlabelled leak', results: [unlabelled(result())], code: 1 },
    { name: 'an allowed leak', results: [allowed], code: 0 },
    {
      name: 'an allowed leak beside one that is not',
      results: [allowed, unlabelled(result())],
      code: 1,
    },
    { name: 'an allowed leak beside a failure', results: [allowed, failed], code: 4 },
    { name: 'an unlabelled clean one', results: [unlabelled(cleanResult())], code: 0 },
    { name: 'an inconclusive one', results: [inconclusive], code: 3 },
    { name: 'an unlabelled inconclusive one', results: [unlabelled(inconclusive)], code: 3 },
    { name: 'a failed one', results: [failed], code: 4 },
    { name: 'an unlabelled failed one', results: [unlabelled(failed)], code: 4 },
    { name: 'a failure beside a leak', results: [unlabelled(result()), failed], code: 4 },
    {
      name: 'a leak beside an inconclusive one',
      results: [inconclusive, unlabelled(result())],
      code: 1,
    },
    {
      name: 'an inconclusive one beside a clean one',
      results: [cleanResult(), inconclusive],
      code: 3,
    },
    {
      name: 'all at once',
      results: [cleanResult(), inconclusive, unlabelled(result()), failed],
      code: 4,
    },
  ])('of $name is $code', ({ results, code }) => {
    expect(exitCodeOf(results)).toBe(code);
    expect(exitCodeOf([...results].reverse())).toBe(code);
  });

  it('is what scripts rely on', () => {
    expect(EXIT).toEqual({
      ok: 0,
      leak: 1,
      usage: 2,
      inconclusive: 3,
      failed: 4,
      interrupted: 130,
    });
  });
});

describe('a label', () => {
  it.each(['cycle', 'unknown', null] as const)('is met by the mechanism %s', (mechanism) => {
    expect(asExpected(result({ mechanism }))).toBe(true);
  });

  it('is not met by another mechanism', () => {
    expect(asExpected(result({ mechanism: 'timers' }))).toBe(false);
  });
});
