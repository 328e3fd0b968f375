import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
export const gc = runInNewContext('gc') as () => void;

/** Until what only weak references know is gone, and their registries have been told. */
export async function collectGarbage(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    await setImmediate();
    gc();
  }
}
