import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import type { Report } from '../../src/report/result.ts';
import type { Configuration } from './configurations.ts';

/** What was said of one configuration. */
export interface Answer {
  readonly configuration: Configuration;
  readonly verdict: string;
  readonly mechanism: string | null;
  readonly reason: string | null;
  /** The function that allocates, as it was named first. */
  readonly site: string | null;
  readonly durationMs: number;
}

/**
 * Runs configurations through `leaklab check`, as a user would, many to a command: each in a process of
 * its own, under a name that says nothing, with the file, the export and the settings.
 */
export async function measureAll(
  configurations: readonly Configuration[],
  options: { readonly iterations: number | null; readonly jobs: number },
  onDone: (done: number) => void,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let i = 0; i < configurations.length; i += CHUNK) {
    answers.push(...(await measure(configurations.slice(i, i + CHUNK), options)));
    onDone(answers.length);
  }
  return answers;
}

const CHUNK = 40;

async function measure(
  chunk: readonly Configuration[],
  { iterations, jobs }: { readonly iterations: number | null; readonly jobs: number },
): Promise<Answer[]> {
  const folder = mkdtempSync(join(tmpdir(), 'leaklab-evaluate-wasm-'));
  try {
    const config = {
      subjects: chunk.map(({ file, export: name }, i) => ({
        file,
        call: `${name}($i)`,
        name: `program-${i}`,
        ...(iterations === null ? {} : { iterations }),
      })),
    };
    writeFileSync(join(folder, 'leaklab.config.json'), JSON.stringify(config));
    const report = await check(folder, jobs);
    return chunk.map((configuration, i) => {
      const result = report.results.find(({ subject }) => subject.name === `program-${i}`);
      return {
        configuration,
        verdict: result?.verdict ?? 'missing',
        mechanism: result?.mechanism ?? null,
        reason: result?.reason ?? null,
        site: result?.allocatedAt?.[0]?.function ?? null,
        durationMs: result?.durationMs ?? 0,
      };
    });
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
