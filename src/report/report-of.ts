import type { AllowList } from './allow-list.ts';
import { applyAllowList } from './allow-list.ts';
import type { Report } from './result.ts';
import type { Finding } from './result-of.ts';
import { resultOf } from './result-of.ts';

/** The report on these findings; `allowList` is null where the user gave none. */
export function reportOf(
  run: Pick<Report, 'tool' | 'startedAt' | 'durationMs' | 'interrupted' | 'controls'>,
  findings: readonly Finding[],
  allowList: AllowList | null,
): Report {
  const results = findings.map(resultOf);
  return {
    // Not the constant: that would load the validation, half of what a command's start takes.
    schema: 'leaklab.report/1',
    ...run,
    ...(allowList === null ? { allowed: null, results } : applyAllowList(results, allowList)),
  };
}
