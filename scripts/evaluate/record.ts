import { execFileSync, spawnSync } from 'node:child_process';
import { packageRoot } from '../../src/package-root.ts';
import { EvaluateError } from './evaluate-error.ts';
import type { Options } from './options.ts';
import type { NodeBinary, PlannedRun } from './plan.ts';
import { plan } from './plan.ts';
import type { Program } from './program.ts';
import { runCheck } from './run-check.ts';
import type { RunRecord } from './store.ts';
import { isRecorded, majorOf } from './store.ts';

/** Runs what is not recorded yet; says of each how it went. */
export async function record(
  programs: readonly Program[],
  options: Options,
  signal: AbortSignal,
): Promise<void> {
  const nodes = options.nodes.map(identify);
  const runs = plan(programs, nodes, options.repeats);
  const missing = runs.filter((run) => !isRecorded(options.output, run));
  console.error(
    `record: ${runs.length} runs of ${programs.length} programs on Node ${nodes
      .map(({ version }) => version.slice(1))
      .join(', ')}; ${runs.length - missing.length} are there already`,
  );
  const commit = commitOf();
  const queue = missing.entries();
  const work = async (): Promise<void> => {
    for (const [i, run] of queue) {
      if (signal.aborted) return;
      const done = await runCheck(run, { folder: options.output, commit, signal });
      if (done !== null) console.error(`  ${i + 1}/${missing.length}  ${describe(run, done)}`);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
}

function identify(path: string): NodeBinary {
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const version = stdout?.trim() ?? '';
  if (status === 0 && /^v\d+\./.test(version)) return { path, version };
  throw new EvaluateError(`--node ${path} is no Node: it doesn't tell its version.`);
}

function commitOf(): string | null {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, { cwd: packageRoot(), encoding: 'utf8', stdio: 'pipe' }).trim();
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return `${git('rev-parse', '--short=10', 'HEAD')}${changed ? ', changed' : ''}`;
  } catch {
    return null;
  }
}

function describe({ program, node, repeat }: PlannedRun, run: RunRecord): string {
  const verdict = run.report?.results[0]?.verdict ?? 'failed';
  const mark = verdict === program.truth.verdict ? ' ' : '!';
  const seconds = `${(run.wallMs / 1000).toFixed(1)} s`;
  return `${mark} ${majorOf(node)} ${`${program.id}.${repeat}`.padEnd(32)} ${verdict.padEnd(12)} ${seconds}`;
}
