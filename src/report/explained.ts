import { explain } from './explain.ts';
import { explanationOf } from './explanation.ts';
import { headline } from './headline.ts';
import type { Report } from './result.ts';
import type { Finding } from './result-of.ts';
import type { TerminalOptions } from './terminal-options.ts';

/** Of each result, how it came about. The findings are those of the results. */
export function renderExplained(
  { results }: Report,
  findings: readonly Finding[],
  options: TerminalOptions,
): string {
  const texts = results.map((result, i) =>
    [
      ...headline(result, options),
      ...explain(explanationOf(result, findings[i]!), options),
      '',
    ].join('\n'),
  );
  return texts.join('\n');
}
