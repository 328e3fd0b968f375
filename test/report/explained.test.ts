import { describe, expect, it } from 'vitest';
import { renderExplained } from '../../src/report/explained.ts';
import { PLAIN } from '../../src/report/paint.ts';
import { resultOf } from '../../src/report/result-of.ts';
import { checkedClean, checkedLeak } from '../helpers/checked.ts';
import { report } from '../helpers/result.ts';

describe('the explained report', () => {
  it('has the result of each subject before its explanation', () => {
    const findings = [checkedLeak(), checkedClean()];
    const text = renderExplained(report(findings.map(resultOf)), findings, {
      columns: 80,
      paint: PLAIN,
    });
    expect(text).toMatch(/^leak {2}\+64\.0 B\/op .*\n +→ .*\n\nWhat was run\n/);
    expect(text).toMatch(/\n\nclean {2}< 0\.029 B\/op .*\n\nWhat was run\n/);
    expect(text).toMatch(/[^\n]\n$/);
  });

  it('is empty where nothing was measured', () => {
    expect(renderExplained(report([]), [], { columns: 80, paint: PLAIN })).toBe('');
  });
});
