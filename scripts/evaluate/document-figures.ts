import * as format from '../../src/report/format.ts';
import type { Coverage } from './coverage.ts';
import type { Evaluation } from './evaluation.ts';
import { QUIET, QUIET_LOAD_AVERAGE } from './evaluation.ts';
import type { Imperfect } from './imperfect.ts';
import { atLeast, listed, medianAndP95, percent } from './numbers.ts';
import type { Spread } from './spread.ts';
import { table } from './table.ts';

export function coverageSection({ planted, corpusRates }: Evaluation): string[] {
  return [
    '## Intervals',
    'How often the interval that leaklab reports (99.9 %) holds the true rate of a planted leak, in bytes an operation; how wide it is, and how far its estimate is from the truth, as shares of the truth: median / 95th percentile. In brackets: the least that the share could be, with 95 % confidence.',
    coverageTable(planted),
    'The same for the programs of the corpus whose rate is known; where a rate goes up and down with the steps of a table, the interval has to meet its bounds.',
    coverageTable(corpusRates),
  ];
}

function coverageTable(rows: readonly Coverage[]): string {
  return table(
    ['true rate', 'interval holds it', 'no leak found', 'width', 'error'],
    rows.map(({ label, covered, without, width, error }) => [
      label,
      atLeast(covered),
      String(without.count),
      medianAndP95(width, percent),
      medianAndP95(error, percent),
    ]),
  );
}

export function timeSection({ times, timesByKind }: Evaluation): string[] {
  const rows = (items: Evaluation['times']): string =>
    table(
      ['programs', 'runs', 'median', '95th percentile'],
      items.map(({ label, ms }) => [label, String(ms.count), ...bothTimes(ms)]),
    );
  return [
    '## Time from the start of the process to its exit',
    `“${QUIET}”: runs that began at a load average below ${QUIET_LOAD_AVERAGE}, of which the evaluation itself makes 4 to 4.7.`,
    rows(times),
    `<details><summary>By kind of program</summary>\n\n${rows(timesByKind)}\n\n</details>`,
  ];
}

const bothTimes = ({ median, p95 }: Spread): string[] => [
  format.duration(median),
  format.duration(p95),
];

export function imperfectSection(evaluation: Evaluation): string[] {
  const { imperfect, imperfectPlanted, disagreeing } = evaluation;
  const all = [...imperfect, ...imperfectPlanted];
  const said = ({ said: verdicts }: Imperfect): string =>
    verdicts
      .map(
        ({ verdict, times, nodes, reason }) =>
          `${verdict} ${times} × (Node ${listed(nodes)})${reason === null ? '' : `: ${reason}`}`,
      )
      .join('; ');
  return [
    '## Every program that leaklab did not judge right each time',
    all.length === 0
      ? 'None.'
      : table(
          ['program', 'is', 'kind', 'runs', 'was called'],
          all.map((item) => [
            `\`${item.id}\``,
            item.expected,
            `${item.kind}${item.hard ? ', hard' : ''}`,
            String(item.runs),
            said(item),
          ]),
          5,
        ),
    ...(disagreeing.length === 0
      ? []
      : [
          `The estimator has changed since these were recorded: their processes gave another verdict than their recordings give now. ${disagreeing.join(', ')}.`,
        ]),
  ];
}
