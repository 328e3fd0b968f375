import * as format from '../../src/report/format.ts';
import type { Evaluation } from './evaluation.ts';
import { atMost, medianAndP95 } from './numbers.ts';
import type { RuleSummary } from './rule-summary.ts';
import { table } from './table.ts';

const VERDICTS = ['leak', 'clean', 'inconclusive', 'failed'] as const;

export function matrixSection({ rules, byNode }: Evaluation): string[] {
  const rows = (node: string, { leaking, clean }: RuleSummary): string[][] => [
    [node, 'leak', ...VERDICTS.map((verdict) => String(leaking[verdict]))],
    [node, 'are clean', ...VERDICTS.map((verdict) => String(clean[verdict]))],
  ];
  return [
    '## leaklab’s verdicts',
    table(
      ['Node', 'programs that', ...VERDICTS],
      [
        ...rows('all', rules[0]!),
        ...(byNode.length < 2 ? [] : byNode.flatMap(({ node, ours }) => rows(node, ours))),
      ],
      2,
    ),
  ];
}

export function ruleSection(rules: readonly RuleSummary[]): string[] {
  return [
    '## Beside other rules',
    'All rules see the floors of the very same recordings: readings of memory at rest, after full collections. A recording ends when leaklab is certain, which leaves less to see than some of the others would ask for; where it is less than a rule needs, that is inconclusive.',
    'In brackets: the most that the share could be, with 95 % confidence (Wilson), had the runs been independent. Runs of one program are not quite; “ever wrong” counts programs instead.',
    table(
      ['rule', 'misses', 'false alarms', 'inconclusive', 'programs ever wrong', 'flake rate'],
      rules.map(({ rule, misses, falseAlarms, inconclusive, everWrong, flaky }) => [
        rule.title,
        ...[misses, falseAlarms, inconclusive, everWrong, flaky].map(atMost),
      ]),
    ),
    'A miss is a leaking program called clean; the flake rate, the programs that were not given the same verdict in all of their runs. Operations and time, in the recording, are those at the verdict: median / 95th percentile.',
    table(
      ['rule', 'operations', 'time', 'leak found in another memory', 'failed'],
      rules.map(({ rule, operations, elapsedMs, wrongMemory, failed }) => [
        rule.title,
        medianAndP95(operations, format.count),
        medianAndP95(elapsedMs, format.duration),
        wrongMemory.of === 0 ? '–' : `${wrongMemory.count} of ${wrongMemory.of}`,
        String(failed.count),
      ]),
    ),
    'What each rule does:',
    rules
      .map(({ rule }) => `- **${rule.title}**: ${rule.about} Source: ${rule.source}.`)
      .join('\n'),
  ];
}
