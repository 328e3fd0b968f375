import { describe, expect, it } from 'vitest';
import type { Case, RuleSummary } from '../../../scripts/evaluate/rule-summary.ts';
import { summarizeRule } from '../../../scripts/evaluate/rule-summary.ts';
import { rules } from '../../../scripts/evaluate/rules/index.ts';
import {
  CLEAN,
  casesOf,
  clean,
  FAILED,
  INCONCLUSIVE,
  LEAK,
  leaking,
} from '../../helpers/judged-runs.ts';

const summary = (...cases: readonly Case[]): RuleSummary => summarizeRule(rules[0]!, cases);

describe('the summary of a rule', () => {
  const all = summary(
    ...leaking('a', LEAK, LEAK, CLEAN),
    ...leaking('b', INCONCLUSIVE, LEAK),
    ...clean('c', CLEAN, CLEAN, LEAK, LEAK),
    ...clean('d', CLEAN, CLEAN, FAILED),
    ...clean('e', CLEAN),
  );

  it('counts what was said of leaking and of clean programs', () => {
    expect(all.leaking).toEqual({ leak: 3, clean: 1, inconclusive: 1, failed: 0 });
    expect(all.clean).toEqual({ leak: 2, clean: 5, inconclusive: 0, failed: 1 });
  });

  it.each([
    ['misses', 1, 5],
    ['falseAlarms', 2, 8],
    ['inconclusive', 1, 13],
    ['failed', 1, 13],
    ['everWrong', 2, 5],
    ['flaky', 4, 4],
  ] as const)('tells of the %s how many of how many', (what, count, of) => {
    expect(all[what]).toMatchObject({ count, of });
  });

  it('takes a program that is called the same each time for no flake, wrong or right', () => {
    const { flaky } = summary(...leaking('a', CLEAN, CLEAN), ...clean('b', CLEAN, CLEAN));
    expect(flaky).toMatchObject({ count: 0, of: 2 });
  });

  it('tells a leak that was found in another memory', () => {
    const elsewhere = { verdict: 'leak', memory: 'wasm' } as const;
    const { wrongMemory } = summary(...leaking('a', LEAK, elsewhere), ...clean('b', elsewhere));
    expect(wrongMemory).toMatchObject({ count: 1, of: 2 });
    const unknown = casesOf('a', [elsewhere], { truth: { memory: null } });
    expect(summary(...unknown).wrongMemory).toMatchObject({ count: 0, of: 0 });
  });

  it('has operations and time of the runs that were decided', () => {
    const { operations, elapsedMs } = summary(
      ...leaking(
        'a',
        { ...LEAK, operations: 10, elapsedMs: 1 },
        { ...LEAK, operations: 30, elapsedMs: 3 },
        { ...INCONCLUSIVE, operations: 9e9, elapsedMs: 9e9 },
      ),
    );
    expect(operations).toMatchObject({ count: 2, median: 20 });
    expect(elapsedMs).toMatchObject({ count: 2, median: 2 });
    expect(summary(...leaking('a', INCONCLUSIVE)).operations).toBeNull();
  });
});
