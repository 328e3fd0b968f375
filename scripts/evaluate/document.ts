import * as format from '../../src/report/format.ts';
import { coverageSection, imperfectSection, timeSection } from './document-figures.ts';
import { matrixSection, ruleSection } from './document-rules.ts';
import type { About, Evaluation } from './evaluation.ts';
import { listed } from './numbers.ts';
import { table } from './table.ts';
import type { Target } from './targets.ts';

/** docs/accuracy.md, from the figures alone. */
export function documentOf(evaluation: Evaluation, targets: readonly Target[]): string {
  return `${[
    '# How often leaklab is right',
    'Written by `npm run evaluate`; what is changed by hand is lost.',
    whatWasRun(evaluation.about),
    '![Misses, false alarms and inconclusive runs of each rule, and leaklab’s confusion matrix](accuracy.svg)',
    ...targetSection(targets),
    ...matrixSection(evaluation),
    ...ruleSection(evaluation.rules),
    ...coverageSection(evaluation),
    ...timeSection(evaluation),
    ...imperfectSection(evaluation),
    ...againSection(evaluation.about),
  ].join('\n\n')}\n`;
}

function whatWasRun(about: About): string {
  const [least, most] = about.repeats;
  const times = least === most ? `${most}` : `${least} to ${most}`;
  const { loadAverage } = about;
  return [
    `${about.programs} programs whose answer is known (${about.leaking} leak, ${about.hardLeaking} of them hard to find; ${about.clean} are clean, ${about.hardClean} of them hard to clear), each run ${times} × on Node ${listed(about.nodes.map((node) => node.replace(/^v/, '')))}: ${about.runs} runs.`,
    `Besides, planted leaks of exactly known size: ${about.planted}, in ${about.plantedRuns} runs.`,
    'Each run is a process of its own, `leaklab check <file>` with default settings and its own `--seed`, that is told nothing of the answer.',
    `Run from ${about.from.slice(0, 10)} to ${about.to.slice(0, 10)} on ${listed(about.machines)}; load average ${format.number(loadAverage.median)} (95th percentile ${format.number(loadAverage.p95)}); state of the code: ${listed(about.commits)}.`,
    'The programs are in [test/corpus](../test/corpus).',
  ].join('\n');
}

function targetSection(targets: readonly Target[]): string[] {
  return [
    '## What it is held to',
    table(
      ['', 'wanted', 'measured', ''],
      targets.map(({ what, wanted, measured, met }) => [
        what,
        wanted,
        measured,
        met === null ? 'not measured' : met ? 'met' : '**missed**',
      ]),
    ),
  ];
}

function againSection({ nodes }: About): string[] {
  const others = nodes
    .slice(1)
    .map((node) => ` --node path/to/node${node.replace(/^v(\d+).*/, '$1')}`);
  return [
    '## Run it again',
    `\`\`\`sh\nnpm run evaluate -- --node "$(which node)"${others.join('')}\nnpm run evaluate -- --repeats 20 …       # goes on: the runs that are there are not run again\nnpm run evaluate -- judge report        # after a change of the estimator: the same recordings\nnpm run evaluate -- --quick --check     # a sample, in a minute\nnpm run evaluate -- --help\n\`\`\``,
    'An evaluation that was interrupted goes on where it stopped. Recordings are kept in `leaklab-results/evaluation`.',
  ];
}
