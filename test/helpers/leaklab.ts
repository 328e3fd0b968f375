import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';

export const LEAKLAB = join(packageRoot(), 'dist', 'src', 'cli', 'main.js');

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** Starts the built command line as a user would: a process of its own. */
export function startLeaklab(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Started {
  const child = spawn(process.execPath, [LEAKLAB, ...args], {
    cwd: options.cwd,
    env: { ...withoutColourSettings(process.env), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, finished };
}

// vitest sets FORCE_COLOR for what it starts, and Node warns where both are set.
function withoutColourSettings({ NO_COLOR: _, FORCE_COLOR: __, ...rest }: NodeJS.ProcessEnv) {
  return rest;
}

export const leaklab = (
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Finished> => startLeaklab(args, options).finished;
