import { describeError } from '../errors.ts';
import { defaultOf } from '../subject/contract.ts';
import { importModule } from '../subject/import-module.ts';
import { explainLoadError } from '../subject/load-error.ts';
import type { FromHooks, ToHooks } from './hooks.ts';

/**
 * The user's `--setup` and `--teardown`, in a process of their own: what they leave open, or how long they
 * block, disturbs nobody who measures.
 */

process.on('message', ({ id, path, origin }: ToHooks) => {
  call(path, origin).then(
    (returned) => say({ id, ok: true, returned: asData(returned) }),
    (thrown: unknown) => say({ id, ok: false, message: wordsOf(thrown) }),
  );
});
process.on('disconnect', () => process.exit(1));
// A terminal sends Ctrl-C to all processes; the parent decides what to do about it.
process.on('SIGINT', () => {});

async function call(path: string, origin: string): Promise<unknown> {
  let exports: Record<string, unknown>;
  try {
    exports = await importModule(path);
  } catch (thrown) {
    throw await explainLoadError(thrown, path);
  }
  const hook = defaultOf(exports);
  if (typeof hook !== 'function') {
    const names = Object.keys(exports).join(', ') || 'nothing';
    throw new Error(`its default export must be a function; it exports ${names}`);
  }
  return hook({ origin });
}

/** What can't be sent to the parent is nothing that could be added to requests. */
function asData(returned: unknown): unknown {
  if (returned === undefined) return null;
  try {
    return JSON.parse(JSON.stringify(returned));
  } catch {
    return String(returned);
  }
}

function wordsOf(thrown: unknown): string {
  const { name, message } = describeError(thrown);
  return name === 'LeaklabError' ? message : `${name}: ${message}`;
}

function say(message: FromHooks): void {
  if (process.connected) process.send?.(message);
}
