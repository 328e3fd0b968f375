// Asks a child process of its own, which setup starts, over its standard streams.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export function setup() {
  const code = 'process.stdin.pipe(process.stdout)';
  return spawn(process.execPath, ['-e', code], { stdio: ['pipe', 'pipe', 'ignore'] });
}

export async function operation(child, index) {
  child.stdin.write(`line ${index}\n`);
  const [echo] = await once(child.stdout, 'data');
  return echo.length;
}

export async function teardown(child) {
  child.stdin.end();
  if (child.exitCode === null) await once(child, 'exit');
}
