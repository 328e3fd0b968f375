import { errorMonitor } from 'node:events';
import { describeError } from '../errors.ts';
import type { WorkerError } from './server-protocol.ts';

/** The event by which a process tells of its workers is not among the types of Node 20. */
interface Worker {
  readonly threadId: number;
  on(event: typeof errorMonitor, listener: (error: NodeJS.ErrnoException) => void): void;
}

/**
 * Tells why a worker thread of this isolate ends, where it ends by an error. Nothing is handled by it.
 * Returns what ends it, for workers that start later.
 */
export function watchWorkers(tell: (message: WorkerError) => void): () => void {
  const watch = (started: Worker): void => {
    const worker = started;
    // Once it has ended, it has no number any more.
    const { threadId } = worker;
    worker.on(errorMonitor, (error) =>
      tell({
        type: 'worker-error',
        threadId,
        outOfMemory: error?.code === 'ERR_WORKER_OUT_OF_MEMORY',
        error: describeError(error),
      }),
    );
  };
  process.on('worker', watch);
  return () => process.off('worker', watch);
}
