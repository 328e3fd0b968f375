import type { Readable } from 'node:stream';
import { Piscina } from 'piscina';
import type { AgentReply, AgentTask, Failure, FromWorker } from '../agent/protocol.ts';
import { describeError } from '../errors.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';
import { builtFile } from './built-file.ts';

/**
 * One measured worker: a piscina pool of exactly one thread, so that every task meets the same
 * heap. piscina replaces a dead worker silently; here its death ends the thread for good.
 */
export interface PinnedWorker {
  readonly threadId: number;
  run(task: AgentTask): Promise<AgentReply>;
  destroy(): Promise<void>;
  /** Of all objects of the thread; it stands still while V8 writes. */
  snapshot(): Promise<HeapGraph>;
}

export function startWorker(options: {
  limitBytes: number;
  onMessage: (message: FromWorker) => void;
  onExit: (thread: number, exitCode: number) => void;
}): PinnedWorker {
  const pool = new Piscina({
    filename: builtFile('agent/worker'),
    minThreads: 1,
    maxThreads: 1,
    idleTimeout: Number.POSITIVE_INFINITY,
    concurrentTasksPerWorker: 1,
    // Otherwise the worker blocks between tasks and its timers and finalizers starve.
    atomics: 'disabled',
    recordTiming: false,
    resourceLimits: { maxOldGenerationSizeMb: Math.ceil(options.limitBytes / 2 ** 20) },
  });
  const worker = pool.threads[0]!;
  const { threadId } = worker;
  let dead: Error | null = null;
  let operations = 0;

  pool.on('message', (message: FromWorker) => {
    if (message.type === 'raw') operations = message.operations;
    options.onMessage(message);
  });
  // Errors between two tasks: a timer of the subject that throws, say.
  pool.on('error', (error: Error) => {
    dead ??= error;
  });
  worker.on('exit', (code) => {
    // In the words of piscina, which says so of a worker that exits under a task.
    dead ??= new Error(`worker exited with code: ${code}`);
    options.onExit(threadId, code);
  });

  return {
    threadId,
    async run(task) {
      if (dead !== null) return lost(dead, task, operations);
      try {
        return (await pool.run(task)) as AgentReply;
      } catch (thrown) {
        return lost(thrown, task, operations);
      }
    },
    destroy: () => pool.destroy(),
    async snapshot() {
      // The types of Node 20 don't have the options that it takes.
      const take: (options: object) => Promise<Readable> = worker.getHeapSnapshot.bind(worker);
      const taken = take({ exposeNumericValues: true });
      // Few cells are looked into: the others need no reader.
      const { readHeapStream } = await import('./heap-stream.ts');
      return readHeapStream(taken);
    },
  };
}

/** What an operation itself throws is an answer; this came from elsewhere in its thread. */
const UNCAUGHT = 'not caught: thrown by a timer, an event or a promise that nothing waits for';

/** The worker died under the task: its last error is all there is. */
function lost(thrown: unknown, task: AgentTask, operations: number): AgentReply {
  const error = describeError(thrown);
  const exited = /^worker exited with code: (-?\d+)$/.exec(error.message);
  const outOfMemory = (thrown as NodeJS.ErrnoException | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
  const phase: Failure['phase'] =
    task.task === 'setup' ? 'setup' : task.task === 'teardown' ? 'teardown' : 'operation';
  return {
    ok: false,
    failure: {
      phase,
      error:
        exited === null
          ? outOfMemory
            ? error
            : { ...error, message: `${error.message} (${UNCAUGHT})` }
          : {
              name: 'WorkerExit',
              message: `the subject ended its own thread with exit code ${exited[1]} (process.exit or similar); a subject must return`,
              stack: null,
            },
      exhausted: outOfMemory ? 'js-heap' : null,
      operations,
    },
  };
}
