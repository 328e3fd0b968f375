import { describe, expect, it } from 'vitest';
import { documentOf } from '../../../scripts/evaluate/document.ts';
import { evaluate } from '../../../scripts/evaluate/evaluation.ts';
import type { Case } from '../../../scripts/evaluate/rule-summary.ts';
import { rules } from '../../../scripts/evaluate/rules/index.ts';
import { targetsOf } from '../../../scripts/evaluate/targets.ts';
import {
  CLEAN,
  casesOf,
  clean,
  INCONCLUSIVE,
  LEAK,
  leaking,
  planted,
} from '../../helpers/judged-runs.ts';

const written = (cases: readonly Case[]): string => {
  const evaluation = evaluate(cases);
  return documentOf(evaluation, targetsOf(evaluation));
};

const interval = { low: 39, estimate: 40, high: 41 };
const CASES = [
  ...leaking('found', LEAK, LEAK),
  ...casesOf('found', [LEAK, LEAK], {}, { node: 'v24.1.0', major: '24' }),
  ...clean('cleared', CLEAN, CLEAN),
  ...clean('open', CLEAN, INCONCLUSIVE),
  ...planted('plant', 40, { ...LEAK, interval }),
];
const text = written(CASES);

/** The cells of the row that begins so. */
const row = (document: string, ...first: readonly string[]): string[] => {
  const line = document.split('\n').find((each) => each.startsWith(`| ${first.join(' | ')} |`));
  return (line ?? '')
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
};

describe('the document', () => {
  it('says what was run, where and on which state of the code', () => {
    expect(text).toContain('3 programs whose answer is known (1 leak, 0 of them hard to find; 2');
    expect(text).toContain('each run 2 × on Node 20.20.2 and 24.1.0: 8 runs');
    expect(text).toContain('known size: 1, in 1 runs');
    expect(text).toContain('2 × Some CPU, linux-x64');
    expect(text).toContain('abc1234567');
    expect(text).toContain('](accuracy.svg)');
  });

  it("has leaklab's verdicts, in all and on each Node", () => {
    expect(row(text, 'all', 'leak')).toEqual(['all', 'leak', '4', '0', '0', '0']);
    expect(row(text, 'all', 'are clean')).toEqual(['all', 'are clean', '0', '3', '1', '0']);
    expect(row(text, '24', 'leak')).toEqual(['24', 'leak', '2', '0', '0', '0']);
  });

  it('has a row and a source of each rule, with the bound of each share', () => {
    for (const { title, source } of rules) {
      expect(row(text, title)).toHaveLength(6);
      expect(text).toContain(`Source: ${source}.`);
    }
    expect(row(text, 'leaklab').slice(1, 4)).toEqual([
      '0 of 4, 0 % (≤ 49 %)',
      '0 of 4, 0 % (≤ 49 %)',
      '1 of 8, 12.5 % (≤ 47.1 %)',
    ]);
  });

  it('names every program that was ever wrong or left open, with its count and reason', () => {
    expect(text).toContain(
      '| `open` | clean | map | 2 | inconclusive 1 × (Node 20): too few batches |',
    );
    expect(text).not.toContain('| `cleared` |');
    expect(written(leaking('a', LEAK))).toContain('\nNone.\n');
  });

  it('names the runs whose process said something else', () => {
    expect(text).not.toContain('The estimator has changed');
    const [one] = leaking('changed', LEAK);
    const said = { verdict: 'clean', reason: null } as const;
    const changed = written([{ ...one!, run: { ...one!.run, said } }]);
    expect(changed).toContain('The estimator has changed');
    expect(changed).toContain('changed.1 on Node 20');
  });

  it('has the coverage, and times apart for clean programs', () => {
    expect(row(text, '32 to 255 B')).toEqual([
      '32 to 255 B',
      '1 of 1, 100 % (≥ 20.7 %)',
      '0',
      '5 % / 5 %',
      '0 % / 0 %',
    ]);
    expect(row(text, 'clean', '4')).toEqual(['clean', '4', '1 s', '1 s']);
  });

  it('has tables whose rows are as long as their heads', () => {
    const tables = text.split('\n\n').filter((block) => block.startsWith('|'));
    expect(tables.length).toBeGreaterThan(7);
    for (const block of tables) {
      const widths = block.split('\n').map((line) => line.replaceAll('\\|', '').split('|').length);
      expect(new Set(widths).size).toBe(1);
    }
  });

  it('keeps a bar in a reason from breaking its row', () => {
    const odd = written(clean('odd', { ...INCONCLUSIVE, reason: 'a | b' }));
    expect(odd).toContain('a \\| b');
  });
});
