import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collector: (() => void) | null = null;

/** Makes V8 collect all that it can; the isolate stands still for it. */
export function gc(): void {
  collector ??= (globalThis as { gc?: () => void }).gc ?? null;
  if (collector === null) {
    // The flag is for the whole process, and needed for the moment at which a context is made.
    setFlagsFromString('--expose-gc');
    try {
      collector = runInNewContext('gc') as () => void;
    } finally {
      setFlagsFromString('--no-expose-gc');
    }
  }
  collector();
}
