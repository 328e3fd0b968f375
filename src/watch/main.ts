import { Memwatch, watchByEnvironment } from './memwatch.ts';

/**
 * To load it is to be watched, be it by `node --import`, by `--require`, by an import of the program's own,
 * or by several of them. Each isolate has one watch, whichever copy of this file was loaded first.
 */
const WATCH = Symbol.for('leaklab.watch');
const scope = globalThis as { [WATCH]?: Memwatch };
const isFirst = scope[WATCH] === undefined;

const memwatch: Memwatch = scope[WATCH] ?? new Memwatch();
if (isFirst) {
  Object.defineProperty(scope, WATCH, { value: memwatch });
  watchByEnvironment(memwatch);
}

export default memwatch;
