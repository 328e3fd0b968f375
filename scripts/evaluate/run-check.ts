import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { packageRoot } from '../../src/package-root.ts';
import type { PlannedRun } from './plan.ts';
import type { RunRecord } from './store.ts';
import { runPath, textHashOf, writeWhole } from './store.ts';

/** Longer than any budget, with what follows it: a process that is still there hangs. */
const LONGEST_MS = 180_000;

/**
 * Runs `leaklab check` on one program, as a user would, and keeps what came of it. The process
 * learns where the program is and how it is called; nothing of its label.
 */
export async function runCheck(
  run: PlannedRun,
  { folder, commit, signal }: { folder: string; commit: string | null; signal: AbortSignal },
): Promise<RunRecord | null> {
  const scratch = mkdtempSync(join(tmpdir(), 'leaklab-evaluate-'));
  try {
    const startedAt = new Date().toISOString();
    const [loadAverage = 0] = loadavg();
    const ended = await start(run.node.path, argumentsOf(run, scratch), signal);
    if (signal.aborted) return null;
    const { wallMs, exitCode, killedBy, stdout, stderr } = ended;
    const record: RunRecord = {
      schema: 'leaklab.evaluation-run/1',
      id: run.program.id,
      repeat: run.repeat,
      seed: run.seed,
      node: run.node.version,
      textHash: textHashOf(run.program),
      commit,
      machine: machine(),
      loadAverage,
      startedAt,
      wallMs,
      exitCode,
      signal: killedBy,
      stderr: stderr.slice(-MOST_STDERR),
      report: parse(stdout),
    };
    const path = runPath(folder, run);
    keepRecording(scratch, `${path}.ndjson`);
    writeWhole(`${path}.json`, record);
    return record;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const MOST_STDERR = 4000;

function argumentsOf({ program, seed }: PlannedRun, output: string): string[] {
  return [
    join(packageRoot(), 'dist', 'src', 'cli', 'main.js'),
    'check',
    program.file,
    ...(program.export === null ? [] : ['--export', program.export]),
    ...(program.input === undefined ? [] : ['--input', JSON.stringify(program.input)]),
    ...['--json', '--no-progress', '--output', output, '--seed', String(seed)],
  ];
}

interface Ended {
  readonly wallMs: number;
  readonly exitCode: number | null;
  readonly killedBy: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(node: string, args: readonly string[], signal: AbortSignal): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const startedAtMs = performance.now();
    const child = spawn(node, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    // It ends its cells before it goes.
    const stop = (): void => void child.kill('SIGTERM');
    const timer = setTimeout(stop, LONGEST_MS);
    signal.addEventListener('abort', stop);
    const printed = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      printed.stderr += text;
    });
    let wallMs = 0;
    child.on('exit', () => {
      wallMs = performance.now() - startedAtMs;
    });
    child.on('error', reject);
    child.on('close', (exitCode, killedBy) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve({ wallMs, exitCode, killedBy, ...printed });
    });
  });
}

function parse(stdout: string): RunRecord['report'] {
  try {
    return JSON.parse(stdout);
  } catch {
    return null;
  }
}

/** Of the program; those of the controls are in its header, as far as they matter. */
function keepRecording(scratch: string, path: string): void {
  const name = readdirSync(scratch).find(
    (file) => file.endsWith('.ndjson') && !file.startsWith('control.'),
  );
  rmSync(path, { force: true });
  if (name === undefined) return;
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(join(scratch, name), path);
}

function machine(): RunRecord['machine'] {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    platform: `${process.platform}-${process.arch}`,
  };
}
