import { scenarios } from '../../scenarios/index.ts';
import { LeaklabError } from '../errors.ts';
import { run } from '../harness/run.ts';
import { DEFAULTS, resolveSettings, whole } from '../options.ts';
import { EXIT, exitCodeOf } from '../report/exit-code.ts';
import * as format from '../report/format.ts';
import { paintFor } from '../report/paint.ts';
import type { Report } from '../report/result.ts';
import { resultOf } from '../report/result-of.ts';
import { renderReport } from '../report/terminal.ts';
import { wrap } from '../report/wrap.ts';
import type { CatalogueEntry } from '../subject/registry.ts';
import { entriesOf, IMPLEMENTATIONS } from '../subject/registry.ts';
import { columnsOf } from './columns.ts';
import type { Command } from './command.ts';
import { nearest } from './nearest.ts';
import { prepareOutput } from './output-folder.ts';
import { parse } from './parse.ts';
import { startProgress } from './progress.ts';
import { untilSignalled } from './signals.ts';

const HELP = `Runs the catalogue: each leak beside its cures, in Rust (compiled to WASM) and in TypeScript, in
worker threads, and tells of each whether it leaks. Ends as soon as all verdicts are certain.

Usage: leaklab run [scenario…] [options]

Which:
      --implementation <name>   wasm or ts alone
      --variant <name>          one variant alone: leaky, fixed, …

How:
  -t, --threads <n>         measured workers a subject (default ${DEFAULTS.threads})
  -j, --jobs <n>            subjects measured at once (default: what the cores allow)
      --budget <time>       longest time a subject is measured (default ${format.duration(DEFAULTS.budgetMs)})
      --timeout <time>      silence after which a subject counts as hung (default ${format.duration(DEFAULTS.timeoutMs)})
      --limit <size>        memory limit of each worker and WASM memory (default ${format.bytes(DEFAULTS.limitBytes)})
      --detect <bytes>      smallest leak that matters, in bytes an operation (default ${DEFAULTS.detectBytesPerOperation})
      --confidence <share>  of the intervals (default ${DEFAULTS.confidence})
      --seed <n>            of the batch lengths (default ${DEFAULTS.seed})
      --until-oom           run what leaks into its limit, to show it

Output:
  -o, --output <dir>        recordings and charts (default: a new folder in leaklab-results)
  -f, --force               replace recordings that are there already
      --json                print the report as JSON
      --theme <theme>       of the PNGs: light (default) or dark; SVGs follow the reader's
      --no-charts           draw none
      --no-progress         print nothing while it runs
  -h, --help                this text

Examples:
  leaklab run
  leaklab run cycle forget --implementation wasm --variant leaky
  leaklab run leaky-cache --until-oom --limit 64MiB --output out

Exit codes: 0 all verdicts as labelled, 1 one differs, 2 wrong usage or an output that can't be
written, 3 inconclusive, 4 a subject failed, 130 interrupted.
`;

export const runCommand: Command = {
  help: HELP,
  async run(args, { version }) {
    const { values, positionals } = await parse('run', args, {
      implementation: { type: 'string' },
      variant: { type: 'string' },
      threads: { type: 'string', short: 't' },
      jobs: { type: 'string', short: 'j' },
      budget: { type: 'string' },
      timeout: { type: 'string' },
      limit: { type: 'string' },
      detect: { type: 'string' },
      confidence: { type: 'string' },
      seed: { type: 'string' },
      'until-oom': { type: 'boolean' },
      output: { type: 'string', short: 'o' },
      force: { type: 'boolean', short: 'f' },
      json: { type: 'boolean' },
      theme: { type: 'string' },
      'no-charts': { type: 'boolean' },
      'no-progress': { type: 'boolean' },
    });
    const settings = resolveSettings(values);
    const jobs = jobsOf(values.jobs);
    const theme = themeOf(values.theme);
    const targets = select(positionals, values);
    const outputFolder = prepareOutput(values.output ?? null, values.force === true, targets);

    const tool = {
      version,
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
    };
    const progress = startProgress({
      targets: targets.length,
      stream: process.stderr,
      silent: values['no-progress'] === true,
    });
    const result = await untilSignalled((signal) =>
      run({
        targets,
        settings,
        tool,
        outputFolder,
        overwrite: values.force === true,
        jobs,
        signal,
        watcher: progress,
      }),
    ).finally(() => progress.stop());

    const findings = result.measurements;
    const report: Report = {
      schema: 'leaklab.report/1',
      tool,
      startedAt: result.startedAt,
      durationMs: result.durationMs,
      interrupted: result.interrupted,
      controls: result.controls,
      results: findings.map(resultOf),
    };
    if (values.json === true) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    else {
      const paint = paintFor(process.stdout, process.env);
      process.stdout.write(renderReport(report, { columns: columnsOf(process.stdout), paint }));
    }
    if (result.error !== null) throw result.error;
    const say = values.json === true ? process.stderr : process.stdout;
    const tell = (text: string): void => {
      say.write(`${wrap(text, columnsOf(say), '  ').join('\n')}\n`);
    };
    if (findings.length > 0 && values['no-charts'] !== true && !result.interrupted) {
      // Loaded here, not above: drawing needs half a second of modules, and a failure to draw must
      // not cost the verdicts, which are printed by now.
      const { writeCharts } = await import('./charts.ts');
      const written = await writeCharts(findings, {
        folder: outputFolder,
        formats: ['svg', 'png'],
        theme,
        overview: true,
        overwrite: values.force === true,
      });
      tell(`pictures: ${written.at(-1)} and ${written.length - 1} more beside it`);
    } else {
      tell(`recordings: ${outputFolder}`);
    }
    return result.interrupted ? EXIT.interrupted : exitCodeOf(report.results);
  },
};

function jobsOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const jobs = whole(text, 1, 64);
  if (jobs !== null) return jobs;
  throw new LeaklabError(
    'usage',
    `--jobs ${JSON.stringify(text)} can't be used: expected a number from 1 to 64.`,
  );
}

function themeOf(text = 'light'): 'light' | 'dark' {
  if (text === 'light' || text === 'dark') return text;
  throw new LeaklabError(
    'usage',
    `--theme ${JSON.stringify(text)} can't be used: expected light or dark.`,
  );
}

function select(
  ids: readonly string[],
  {
    implementation,
    variant,
  }: { implementation?: string | undefined; variant?: string | undefined },
): CatalogueEntry[] {
  const known = scenarios.map(({ id }) => id);
  for (const id of ids) {
    if (known.includes(id)) continue;
    throw new LeaklabError(
      'usage',
      `There is no scenario ${JSON.stringify(id)}.${nearest(id, known)} "leaklab list" shows all: ${known.join(', ')}.`,
    );
  }
  const chosen = entriesOf(scenarios).filter(
    ({ subject }) => ids.length === 0 || ids.includes(subject.name),
  );
  const implementations: readonly string[] = IMPLEMENTATIONS;
  if (implementation !== undefined && !implementations.includes(implementation)) {
    throw new LeaklabError(
      'usage',
      `--implementation ${JSON.stringify(implementation)} can't be used: expected ${implementations.join(' or ')}.`,
    );
  }
  const ofImplementation = chosen.filter(
    ({ subject }) => implementation === undefined || subject.implementation === implementation,
  );
  const selected = ofImplementation.filter(
    ({ subject }) => variant === undefined || subject.variant === variant,
  );
  if (selected.length > 0) return selected;
  const variants = [...new Set(ofImplementation.map(({ subject }) => subject.variant ?? ''))];
  throw new LeaklabError(
    'usage',
    variants.length === 0
      ? `None of these scenarios has the implementation ${implementation}.`
      : `None of these scenarios has the variant ${JSON.stringify(variant)}.${nearest(variant ?? '', variants)} They have ${variants.join(', ')}.`,
  );
}
