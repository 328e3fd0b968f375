import type { Writable } from 'node:stream';

/**
 * Lets go at once of all that the subject prints. A worker's output waits in its heap until the main
 * thread has taken it, which it can't as fast as a loop prints: a backlog that looks like a leak, of
 * gigabytes where much is printed. Nobody reads it.
 */
export function discardOutput(): void {
  for (const stream of [process.stdout, process.stderr] as Writable[]) {
    stream._write = (_chunk, _encoding, done) => done();
    stream._writev = (_chunks, done) => done();
  }
}
