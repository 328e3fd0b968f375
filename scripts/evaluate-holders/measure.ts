import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import type { Report, Result } from '../../src/report/result.ts';
import type { LabelledProgram } from './labelled.ts';

/** What was said of a program; null where its result is missing. */
export interface Answer {
  readonly program: LabelledProgram;
  readonly result: Said | null;
}

export type Said = Pick<Result, 'verdict' | 'reason' | 'mechanism' | 'heldBy' | 'allocatedAt'>;

/**
 * Runs programs through `leaklab check`, as a user would, many to a command: each in a process of its
 * own, told the file and how it is called, and nothing of its label.
 */
export async function measureAll(
  programs: readonly LabelledProgram[],
  jobs: number,
  onDone: (done: number) => void,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let i = 0; i < programs.length; i += CHUNK) {
    answers.push(...(await measure(programs.slice(i, i + CHUNK), jobs)));
    onDone(answers.length);
  }
  return answers;
}

const CHUNK = 20;

async function measure(programs: readonly LabelledProgram[], jobs: number): Promise<Answer[]> {
  const folder = mkdtempSync(join(tmpdir(), 'leaklab-evaluate-holders-'));
  try {
    const subjects = programs.map((program, i) => ({
      file: program.file,
      name: `program-${i}`,
      ...(program.export === null ? {} : { export: program.export }),
      ...(program.input === undefined ? {} : { input: program.input }),
    }));
    writeFileSync(join(folder, 'leaklab.config.json'), JSON.stringify({ subjects }));
    const report = await check(folder, jobs);
    return programs.map((program, i) => ({
      program,
      result: report.results.find(({ subject }) => subject.name === `program-${i}`) ?? null,
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function check(folder: string, jobs: number): Promise<Report> {
  const main = join(packageRoot(), 'dist', 'src', 'cli', 'main.js');
  const args = [main, 'check', '--json', '--no-progress', '--jobs', String(jobs)];
  const child = spawn(process.execPath, [...args, '--output', join(folder, 'results')], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      try {
        resolve(JSON.parse(printed.stdout) as Report);
      } catch {
        reject(new Error(`leaklab check printed no report: ${printed.stderr.slice(-2000)}`));
      }
    });
  });
}
