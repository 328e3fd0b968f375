// Starts a child process each time and waits for its end.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export default async function operation() {
  const { stdout } = await run(process.execPath, ['--version']);
  return stdout.trim();
}
