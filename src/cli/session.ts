import type { Measured } from '../harness/measure.ts';
import type { RunOptions, RunResult } from '../harness/run.ts';
import { compareWith } from '../report/compare.ts';
import { EXIT, exitCodeOf } from '../report/exit-code.ts';
import { paintFor } from '../report/paint.ts';
import { reportOf } from '../report/report-of.ts';
import type { Report, Result } from '../report/result.ts';
import type { Finding } from '../report/result-of.ts';
import type { TerminalOptions } from '../report/terminal-options.ts';
import { wrap } from '../report/wrap.ts';
import { readAllowList } from './allow.ts';
import { columnsOf } from './columns.ts';
import { failureLines } from './failures.ts';
import { prepareOutput } from './output-folder.ts';
import { startProgress } from './progress.ts';
import { jobsOf, themeOf } from './session-options.ts';
import { untilSignalled } from './signals.ts';
import { toolOf } from './tool.ts';

export interface Session {
  readonly targets: readonly Measured[];
  /** Measures them. */
  run(options: Omit<RunOptions, 'targets' | 'settings'>): Promise<RunResult>;
  /** As `SESSION_OPTIONS` are parsed; those of the settings are not read here. */
  readonly values: {
    readonly jobs?: string | undefined;
    readonly theme?: string | undefined;
    readonly output?: string | undefined;
    readonly force?: boolean | undefined;
    readonly json?: boolean | undefined;
    readonly allow?: string | undefined;
    readonly 'no-progress'?: boolean | undefined;
  };
  /** An earlier result, with which each is compared; null where there is none. */
  readonly before: Result | null;
  /** Null where none are drawn. */
  readonly charts: { readonly overview: boolean } | null;
  readonly version: string;
  /** What a subject is that shows no fault: "as labelled" or "clean". */
  readonly rightIs: string;
  render(report: Report, findings: readonly Finding[], options: TerminalOptions): string;
}

/** Measures, shows how it goes, prints what came of it; returns the exit code. */
export async function runSession(session: Session): Promise<number> {
  const { targets, values, version, rightIs } = session;
  const overwrite = values.force === true;
  const jobs = jobsOf(values.jobs);
  const theme = themeOf(values.theme);
  const allowList = readAllowList(values.allow);
  const outputFolder = prepareOutput(values.output ?? null, overwrite, targets);
  const tool = toolOf(version);
  const progress = startProgress({
    targets: targets.length,
    rightIs,
    stream: process.stderr,
    silent: values['no-progress'] === true,
  });
  const result = await untilSignalled((signal) =>
    session.run({ tool, outputFolder, overwrite, jobs, signal, watcher: progress }),
  ).finally(() => progress.stop());

  const findings = result.measurements;
  const { startedAt, durationMs, interrupted, controls } = result;
  const measured = { tool, startedAt, durationMs, interrupted, controls };
  const { before } = session;
  const alone = reportOf(measured, findings, allowList);
  const report =
    before === null
      ? alone
      : {
          ...alone,
          results: alone.results.map((one) => ({ ...one, comparedWith: compareWith(before, one) })),
        };
  if (values.json === true) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    const paint = paintFor(process.stdout, process.env);
    const columns = columnsOf(process.stdout);
    process.stdout.write(session.render(report, findings, { columns, paint }));
  }
  for (const line of failureLines(report.results)) process.stderr.write(`leaklab: ${line}\n`);
  if (result.error !== null) throw result.error;
  const say = values.json === true ? process.stderr : process.stdout;
  const tell = (text: string): void => {
    say.write(`${wrap(text, columnsOf(say), '  ').join('\n')}\n`);
  };
  if (findings.length > 0 && session.charts !== null && !result.interrupted) {
    // Loaded here, not above: drawing needs half a second of modules, and a failure to draw must
    // not cost the verdicts, which are printed by now.
    const { writeCharts } = await import('./charts.ts');
    const written = await writeCharts(findings, {
      folder: outputFolder,
      formats: ['svg', 'png'],
      theme,
      overview: session.charts.overview,
      overwrite,
    });
    tell(`pictures: ${written.at(-1)} and ${written.length - 1} more beside it`);
  } else {
    tell(`recordings: ${outputFolder}`);
  }
  return result.interrupted ? EXIT.interrupted : exitCodeOf(report.results);
}
