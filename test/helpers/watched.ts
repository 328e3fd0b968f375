import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A folder in which `leaklab/watch` can be imported, as where it is installed, with the given files. */
export function appFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(packageRoot(), join(folder, 'node_modules', 'leaklab'), 'junction');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

export interface Program {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>;
}

export function startProgram(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Program {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
  return {
    child,
    stdout,
    stderr,
    ended: once(child, 'close').then(([code, signal]) => code ?? signal),
  };
}

function textOf(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

/** Waits until a program has printed something; rejects when it has ended without. */
export async function printed(
  program: Program,
  where: 'stdout' | 'stderr',
  pattern: RegExp,
): Promise<RegExpExecArray> {
  let ended = false;
  void program.ended.then(() => {
    ended = true;
  });
  for (;;) {
    const match = pattern.exec(program[where]());
    if (match !== null) return match;
    if (ended) throw new Error(`it ended without ${pattern}: ${program.stderr()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Sends requests one by one over one connection. */
export function client(port: number): (path: string) => Promise<string> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return async (path) => {
    const asked = request({ port, host: '127.0.0.1', path, agent }).end();
    const [response] = await once(asked, 'response');
    let body = '';
    for await (const chunk of response) body += chunk;
    return body;
  };
}
