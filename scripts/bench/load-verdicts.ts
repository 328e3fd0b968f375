import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import type { Report } from '../../src/report/result.ts';

/** What `leaklab load` says of a server, with its defaults. */
export interface LoadVerdict {
  readonly verdict: string;
  readonly reason: string | null;
  readonly bytesPerRequest: number | null;
  /** Of the whole command, from its start to its end. */
  readonly seconds: number;
}

const BUILT = join(packageRoot(), 'dist');
const MAIN = join(BUILT, 'src', 'cli', 'main.js');
const SERVER = join(BUILT, 'scripts', 'bench', 'memory-server.js');

export function verdictOn(kind: 'leak' | 'fixed' | 'cache'): LoadVerdict {
  const folder = mkdtempSync(join(tmpdir(), 'leaklab-bench-'));
  try {
    const startedMs = performance.now();
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [MAIN, 'load', '--json', '--no-progress', '-o', folder, '--', 'node', SERVER, kind],
      { encoding: 'utf8' },
    );
    const seconds = (performance.now() - startedMs) / 1000;
    if (stdout === '') throw new Error(`leaklab load printed no report: ${stderr}`);
    const [result] = (JSON.parse(stdout) as Report).results;
    const { verdict, reason, growth } = result!;
    return {
      ...{ verdict, reason, seconds },
      bytesPerRequest: growth?.bytesPerOperation.estimate ?? null,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
