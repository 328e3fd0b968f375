import { getEnvironmentData, setEnvironmentData, threadId } from 'node:worker_threads';
import { inWorkersToCome } from './reach-workers.ts';

/** Of what a program may give its workers by `setEnvironmentData`, under names of its own. */
const NAME = 'leaklab: threads that have an agent';

/** Of the process; one that comes after so many is taken for prepared where the one so long before it was. */
const THREADS = 4096;

/**
 * Has a function of a module called in the worker threads of this isolate in which nothing was preloaded, for
 * they were started with an environment of their own. It is called with `given`, which is JSON. Returns what
 * ends it.
 */
export function reachUnprepared(url: string, name: string, given: object): () => void {
  const prepared = preparedThreads();
  prepared[threadId % THREADS] = 1;
  // Nothing of it may be seen by the program as an error.
  const code = `try {
    const { getEnvironmentData, threadId } = process.getBuiltinModule('node:worker_threads');
    const { Script, constants } = process.getBuiltinModule('node:vm');
    const prepared = getEnvironmentData(${JSON.stringify(NAME)});
    if (prepared[threadId % ${THREADS}] === 0) {
      prepared[threadId % ${THREADS}] = 1;
      // Not by require: Node 22.0 to 22.11 load no ES modules by that.
      new Script(${JSON.stringify(`import(${JSON.stringify(url)})`)}, {
        importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      }).runInThisContext().then(({ ${name}: call }) => call(${JSON.stringify(given)})).catch(() => {});
    }
  } catch {}`;
  return inWorkersToCome(code, (number) => prepared[number % THREADS] === 0);
}

function preparedThreads(): Uint8Array {
  const given = getEnvironmentData(NAME) as unknown;
  if (given instanceof Uint8Array) return given;
  const made = new Uint8Array(new SharedArrayBuffer(THREADS));
  setEnvironmentData(NAME, made as unknown as string);
  return made;
}
