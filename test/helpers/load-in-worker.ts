import { Worker } from 'node:worker_threads';
import { builtFile } from '../../src/harness/built-file.ts';

/** What came of loading a module in a worker of its own, and of one call of its operation. */
export interface LoadedThere {
  readonly result: unknown;
  readonly error: string | null;
  readonly stack: string | null;
}

const CODE = `
const { parentPort, workerData } = require('node:worker_threads');
(async () => {
  const { loadSubject } = await import(workerData.loader);
  const source = { kind: 'module', path: workerData.path, export: null, input: undefined };
  const loaded = await loadSubject(source, { limitBytes: 1 });
  if (!loaded.ok) throw loaded.thrown;
  return await loaded.subject.operation(workerData.index);
})().then(
  (result) => parentPort.postMessage({ result, error: null, stack: null }),
  (thrown) => parentPort.postMessage({ result: null, error: thrown.message, stack: thrown.stack }),
);
`;

/** As the agent does it, with the build: vitest has its own way of importing, and of TypeScript. */
export function loadInWorker(path: string, index = 1): Promise<LoadedThere> {
  const loader = builtFile('subject/load');
  const worker = new Worker(CODE, {
    eval: true,
    workerData: { loader, path, index },
    execArgv: ['--no-warnings'],
  });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
  });
}
