import { subjectName } from '../record/subject-name.ts';
import { allowedLines } from './allowed-lines.ts';
import { block, shortBlock } from './block.ts';
import { controlsText } from './controls-text.ts';
import { asExpected } from './exit-code.ts';
import * as format from './format.ts';
import { oneLine } from './one-line.ts';
import type { Report, Result } from './result.ts';
import type { Finding } from './result-of.ts';
import { renderTable } from './table.ts';
import type { TerminalOptions } from './terminal-options.ts';
import { wrap } from './wrap.ts';

/**
 * The whole report as lines of at most `columns` characters: all there is to say of one subject of
 * the user's own, a table of several and of scenarios. The findings are those of the results.
 */
export function renderReport(
  report: Report,
  findings: readonly Finding[],
  options: TerminalOptions,
): string {
  const { results } = report;
  const [only] = results;
  const lines =
    results.length === 1 && only!.subject.kind !== 'scenario'
      ? [
          ...block(only!, findings[0]!, options),
          ...allowedLines(report.allowed, options),
          ...(report.interrupted ? [options.paint.yellow('interrupted')] : []),
        ]
      : [
          ...renderTable(results, options),
          '',
          ...remarks(results, findings, options),
          ...summary(report, options),
          ...allowedLines(report.allowed, options),
        ];
  return `${lines.join('\n')}\n`;
}

/** Why something is not a plain leak or clean, and where a limit was met. */
function remarks(
  results: readonly Result[],
  findings: readonly Finding[],
  options: TerminalOptions,
): string[] {
  const texts = results.filter(isScenario).flatMap((result) => remarksOn(result, options));
  const blocks = results.flatMap((result, i) =>
    isScenario(result) || result.verdict === 'clean'
      ? []
      : [...shortBlock(result, findings[i]!, options), ''],
  );
  return [...(texts.length === 0 ? [] : [...texts, '']), ...blocks];
}

const isScenario = ({ subject }: Result): boolean => subject.kind === 'scenario';

function remarksOn(result: Result, { columns, paint }: TerminalOptions): string[] {
  const texts: string[] = [];
  if (result.reason !== null) texts.push(result.reason);
  if (result.outOfMemory !== null) {
    const { message, operations } = result.outOfMemory;
    texts.push(`ran out of memory after ${format.operations(operations)}: ${message}`);
  }
  const { expected } = result;
  if (expected !== null && !asExpected(result)) texts.push(`expected ${expected.verdict}`);
  return texts
    .flatMap((text) => wrap(`${subjectName(result.subject)}: ${oneLine(text)}`, columns, '  '))
    .map(paint.yellow);
}

function summary(report: Report, { columns, paint }: TerminalOptions): string[] {
  const { results, controls, durationMs, interrupted } = report;
  const time = durationMs > 0 ? ` in ${format.duration(durationMs)}` : '';
  const outcome = outcomeText(results);
  const text = interrupted ? `interrupted${time}: ${outcome} so far` : `${outcome}${time}`;
  const first = wrap(text, columns, '  ').map(interrupted ? paint.yellow : paint.bold);
  return [
    ...first,
    ...wrap(`controls: ${controlsText(controls)}`, columns, '  '),
    ...harnessText(results).flatMap((text) => wrap(text, columns, '  ')),
  ];
}

function outcomeText(results: readonly Result[]): string {
  const labelled = results.filter((result) => result.expected !== null);
  if (labelled.length === results.length && results.length > 0) {
    const right = labelled.filter(asExpected).length;
    return `${right} of ${results.length} as labelled (✓)`;
  }
  const counted = VERDICTS.flatMap((verdict) => {
    const count = results.filter((result) => result.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  const subjects = `${results.length} ${results.length === 1 ? 'subject' : 'subjects'}`;
  return counted.length === 0 ? subjects : `${counted.join(', ')} of ${subjects}`;
}

const VERDICTS = ['leak', 'clean', 'inconclusive', 'failed'] as const;

/** Whether the measuring process grew itself; said only where memwatch could watch it. */
function harnessText(results: readonly Result[]): string[] {
  const grown = results.flatMap(({ harness }) =>
    harness === null ? [] : [harness.lastBytes - harness.firstBytes],
  );
  if (grown.length === 0) return [];
  const most = Math.max(0, ...grown);
  return [
    `harness: its own heap grew by ${format.bytes(most)} at most (memwatch, ${grown.length} ${grown.length === 1 ? 'run' : 'runs'})`,
  ];
}
