import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../src/report/exit-code.ts';
import { reportOf } from '../../src/report/report-of.ts';
import { reportSchema } from '../../src/report/result.ts';
import { checkedClean, checkedLeak } from '../helpers/checked.ts';
import { CONTROLS, TOOL } from '../helpers/recording.ts';

const RUN = {
  tool: TOOL,
  startedAt: '2026-01-31T12:00:00.000Z',
  durationMs: 5000,
  interrupted: false,
  controls: CONTROLS,
};
const FINDINGS = [checkedLeak(), checkedClean()];

describe('a report', () => {
  it('has a result of each finding, in their order', () => {
    const report = reportOf(RUN, FINDINGS, null);
    expect(reportSchema.strict().parse(report)).toEqual(report);
    expect(report).toMatchObject({ ...RUN, schema: 'leaklab.report/1', allowed: null });
    expect(report.results.map(({ verdict }) => verdict)).toEqual(['leak', 'clean']);
    expect(exitCodeOf(report.results)).toBe(1);
  });

  it('is marked by the allow-list, where there is one', () => {
    const report = reportOf(RUN, FINDINGS, [{ pattern: 'cache.mjs', reason: 'bounded' }]);
    expect(reportSchema.strict().parse(report)).toEqual(report);
    expect(report.allowed).toEqual([{ pattern: 'cache.mjs', reason: 'bounded', used: 1 }]);
    expect(report.results[0]!.allowed).toEqual({ pattern: 'cache.mjs', reason: 'bounded' });
    expect(exitCodeOf(report.results)).toBe(0);
    expect(reportOf(RUN, FINDINGS, []).allowed).toEqual([]);
  });
});
