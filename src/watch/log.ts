import { isMainThread, threadId } from 'node:worker_threads';

/** One line on stderr, which says where it comes from. */
export function log(text: string): void {
  const where = isMainThread
    ? `pid ${process.pid}`
    : `pid ${process.pid}, worker thread ${threadId}`;
  process.stderr.write(`leaklab watch (${where}): ${text}\n`);
}
