import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { Piscina } from 'piscina';
import { describeError } from '../errors.ts';
import { builtFile } from '../harness/built-file.ts';
import type { SubjectSource } from '../subject/source.ts';
import { createEndpoints } from './scenario-endpoints.ts';

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

const counts = { operations: 0, inFlight: 0 };
/**
 * V8 drops code that is optimised for objects of which none is left, and at rest no request is. The latest
 * stays, or this would answer a fifth less from its first floor on. Each is as large as the next.
 */
const latest: { response: ServerResponse | null } = { response: null };
const answered = createEndpoints(pool, counts);

const server = createServer((request, response) => {
  if (answered(request, response)) return;
  counts.inFlight++;
  latest.response = response;
  const done = (status: number, text: string): void => {
    counts.inFlight--;
    counts.operations++;
    response.statusCode = status;
    response.end(`${text}\n`);
  };
  pool.run(undefined).then(
    () => done(200, 'done'),
    (thrown: unknown) => done(500, describeError(thrown).message),
  );
});

// The first operations load the subject: a server that listens can do them.
await Promise.all(Array.from({ length: threads }, () => pool.run(undefined)));
server.listen(0, '127.0.0.1');
