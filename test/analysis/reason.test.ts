import { describe, expect, it } from 'vitest';
import type { Growth } from '../../src/analysis/growth.ts';
import type { MemoryJudgement } from '../../src/analysis/memories.ts';
import { reasonOf } from '../../src/analysis/reason.ts';
import type { Memory } from '../../src/record/schema.ts';
import { point, series } from '../helpers/series.ts';

type Why = (Growth & { kind: 'undecided' })['why'];

const POINTS = series(9, (i) => point(1000 * i, [0, 10, 20, 21, 22, 22, 23, 23, 24][i]! * 1000));

const undecided = (
  why: Why,
  memory: Memory = 'js-heap',
  upperBound: number | null = 0.012_345,
): MemoryJudgement => ({
  memory,
  growth: { kind: 'undecided', why, upperBound },
  toleranceBytes: 8192,
  points: POINTS,
});

const flat: MemoryJudgement = { ...undecided('noisy'), growth: { kind: 'flat', upperBound: 0.1 } };

describe('the reason', () => {
  it.each([
    {
      why: 'slowing',
      reason:
        'the JS heap grew, but ever slower (10 B/op in the first quarter of 8,000 operations, 0.5 in the last half): a cache may still be filling',
    },
    { why: 'noisy', reason: 'too restless: a leak of 0.012 B/op could hide in the JS heap' },
    {
      why: 'too-few-operations',
      reason: 'too few operations: a leak of 0.012 B/op could hide in the JS heap',
    },
    { why: 'too-short', reason: 'too few batches were measured: a longer budget is needed' },
    { why: 'too-few-floors', reason: 'too few batches were measured: a longer budget is needed' },
  ] as const)('of $why is in words, with its numbers', ({ why, reason }) => {
    expect(reasonOf([undecided(why)])).toBe(reason);
  });

  it('is the gravest of several, and names its memory', () => {
    const gravest: Why[] = ['slowing', 'noisy', 'too-few-operations', 'too-short'];
    gravest.forEach((why, i) => {
      const lesser = gravest.slice(i + 1).map((other) => undecided(other));
      const said = reasonOf([flat, ...lesser, undecided(why, 'external')]);
      expect(said).toBe(reasonOf([undecided(why, 'external')]));
    });
  });

  it.each([
    ['js-heap', 'the JS heap'],
    ['array-buffers', 'the ArrayBuffers'],
    ['external', 'the external memory'],
    ['wasm', 'the WASM memory'],
  ] as const)('calls %s %s', (memory, name) => {
    expect(reasonOf([undecided('slowing', memory)])).toContain(`${name} grew, but`);
    expect(reasonOf([undecided('noisy', memory)])).toContain(`could hide in ${name}`);
  });

  it('is that nothing was measured where no memory is undecided', () => {
    expect(reasonOf([])).toBe('no floor was measured');
  });
});
