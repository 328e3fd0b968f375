import { createServer } from 'node:http';
import { Piscina } from 'piscina';
import { describeError } from '../errors.ts';
import { builtFile } from '../harness/built-file.ts';
import type { SubjectSource } from '../subject/source.ts';

/** The last argument of the server's command, as JSON. */
export interface ScenarioServerOptions {
  readonly source: SubjectSource;
  readonly threads: number;
  /** Of each worker's heap, and of each WASM memory. */
  readonly limitBytes: number;
}

/**
 * The catalogue under HTTP: node:http, and a piscina pool in which each request is one operation of the
 * subject. It is driven and measured like any other server.
 */
const options = JSON.parse(process.argv[2]!) as ScenarioServerOptions;
const { threads, limitBytes } = options;
const pool = new Piscina({
  filename: builtFile('load/scenario-worker'),
  workerData: options,
  minThreads: threads,
  maxThreads: threads,
  idleTimeout: Number.POSITIVE_INFINITY,
  // Without blocking between tasks: timers and finalizers of a worker would starve, and its agent.
  atomics: 'async',
  // For servers of others it is disabled: not all versions of piscina know the other way.
  env: { ...process.env, PISCINA_DISABLE_ATOMICS: '' },
  recordTiming: false,
  resourceLimits: { maxOldGenerationSizeMb: Math.ceil(limitBytes / 2 ** 20) },
});
// A worker that dies fails its task, and is replaced: the request is answered with the reason.
pool.on('error', () => {});

const server = createServer((_, response) => {
  pool.run(undefined).then(
    () => response.end('done\n'),
    (thrown: unknown) => {
      response.statusCode = 500;
      response.end(`${describeError(thrown).message}\n`);
    },
  );
});

// The first operations load the subject: a server that listens can do them.
await Promise.all(Array.from({ length: threads }, () => pool.run(undefined)));
server.listen(0, '127.0.0.1');
