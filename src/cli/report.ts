import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LeaklabError } from '../errors.ts';
import { controlsOf } from '../record/controls-of.ts';
import { exitCodeOf } from '../report/exit-code.ts';
import { renderExplained } from '../report/explained.ts';
import { paintFor } from '../report/paint.ts';
import { reportOf } from '../report/report-of.ts';
import type { Report } from '../report/result.ts';
import type { Finding } from '../report/result-of.ts';
import { renderReport } from '../report/terminal.ts';
import { readAllowList } from './allow.ts';
import { columnsOf } from './columns.ts';
import type { Command } from './command.ts';
import { findingAt } from './finding.ts';
import { parse } from './parse.ts';

const FORMATS = ['terminal', 'json', 'svg', 'png'] as const;
type Format = (typeof FORMATS)[number];

const HELP = `Judges recordings again, and draws their charts. The verdict is computed from
what was recorded, so it is the one that the run gave.

Usage: leaklab report <recording…> [options]

A recording is an .ndjson file that leaklab has written; a folder stands for all
of them in it.

Options:
      --format <format>   terminal (default), json, svg or png
      --json              the same as --format json
      --explain           tell of each verdict how it came about
      --allow <file>      leaks that are meant: lines of "leak:pattern  # why"
  -o, --output <dir>      where charts are written (default: beside the first
                          recording)
      --theme <theme>     of PNGs: light (default) or dark; SVGs follow the
                          reader's
  -f, --force             replace charts that are there already
  -h, --help              this text

Examples:
  leaklab report leaklab-results/2026-01-31T12-00-00
  leaklab report cycle.*.ndjson --format png --output pictures
`;

export const reportCommand: Command = {
  help: HELP,
  async run(args, { version }) {
    const { values, positionals } = await parse('report', args, {
      format: { type: 'string' },
      json: { type: 'boolean' },
      explain: { type: 'boolean' },
      allow: { type: 'string' },
      output: { type: 'string', short: 'o' },
      theme: { type: 'string' },
      force: { type: 'boolean', short: 'f' },
    });
    const format =
      values.json === true ? 'json' : oneOf(FORMATS, values.format ?? 'terminal', '--format');
    const theme = oneOf(['light', 'dark'] as const, values.theme ?? 'light', '--theme');
    if (positionals.length === 0) {
      throw new LeaklabError(
        'usage',
        'leaklab report needs recordings: the .ndjson files of a run, or their folder.',
      );
    }
    const allowList = readAllowList(values.allow);
    const findings = withoutControls(positionals.flatMap(recordingsAt).map(findingAt));
    const report = reportOf(runOf(findings, version), findings, allowList);
    await write(format, findings, report, {
      theme,
      folder: values.output ?? dirname(findings[0]!.path),
      overwrite: values.force === true,
      render: values.explain === true ? renderExplained : renderReport,
    });
    return exitCodeOf(report.results);
  },
};

function oneOf<const Value extends string>(
  known: readonly Value[],
  text: string,
  option: string,
): Value {
  const value = known.find((name) => name === text);
  if (value !== undefined) return value;
  throw new LeaklabError('usage', `${option} ${text}: expected ${known.join(', ')}.`);
}

/** The file itself; of a folder, all recordings in it. */
function recordingsAt(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  const files = readdirSync(path).filter((name) => name.endsWith('.ndjson'));
  if (files.length === 0) {
    throw new LeaklabError('io', `${path} holds no recordings (*.ndjson).`);
  }
  return files.sort().map((name) => join(path, name));
}

/**
 * Of a whole run the controls are no results; each recording tells of them. The order
 * is that in which they were measured.
 */
function withoutControls(findings: readonly Finding[]): readonly Finding[] {
  const subjects = findings
    .filter(({ header }) => header.subject.kind !== 'control')
    .sort((a, b) => a.header.startedAt.localeCompare(b.header.startedAt));
  return subjects.length > 0 ? subjects : findings;
}

function runOf(findings: readonly Finding[], version: string): Parameters<typeof reportOf>[0] {
  const { header: first, entries } = findings[0]!;
  return {
    tool: { ...first.tool, version },
    startedAt: first.startedAt,
    durationMs: 0,
    interrupted: findings.some(({ entries }) => {
      const last = entries.at(-1);
      return last?.type !== 'outcome' || last.end === 'interrupted';
    }),
    controls: controlsOf(first, entries),
  };
}

async function write(
  format: Format,
  findings: readonly Finding[],
  report: Report,
  options: {
    theme: 'light' | 'dark';
    folder: string;
    overwrite: boolean;
    render: typeof renderReport;
  },
): Promise<void> {
  if (format === 'json') {
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  } else if (format === 'terminal') {
    const paint = paintFor(process.stdout, process.env);
    process.stdout.write(
      options.render(report, findings, { columns: columnsOf(process.stdout), paint }),
    );
  } else {
    const { writeCharts } = await import('./charts.ts');
    const written = await writeCharts(findings, { ...options, formats: [format], overview: false });
    for (const path of written) process.stdout.write(`${path}\n`);
  }
}
