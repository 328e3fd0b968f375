import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import type { Report, Result } from '../../src/report/result.ts';

/** A subject of `leaklab.config.json`, but for its name. */
export type Subject = Readonly<Record<string, unknown>> & { readonly file: string };

/**
 * Measures subjects with one `leaklab check`, as a user would, each under a name that says nothing. Their
 * results come in the order of the subjects, null where one is missing.
 */
export async function checkTogether(
  subjects: readonly Subject[],
  jobs: number,
): Promise<(Result | null)[]> {
  const folder = mkdtempSync(join(tmpdir(), 'leaklab-evaluate-'));
  try {
    const named = subjects.map((subject, i) => ({ ...subject, name: nameOf(i) }));
    writeFileSync(join(folder, 'leaklab.config.json'), JSON.stringify({ subjects: named }));
    const { results } = await check(folder, jobs);
    return subjects.map(
      (_, i) => results.find(({ subject }) => subject.name === nameOf(i)) ?? null,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const nameOf = (i: number): string => `program-${i}`;

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
