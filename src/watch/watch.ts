import { Memwatch, watchByEnvironment } from './memwatch.ts';

export type { ClassChange, HeapDifference, HeapSize } from './compare-images.ts';
export type { Memwatch, MemwatchEvents } from './memwatch.ts';
export type { HeapStats } from './memwatch-stats.ts';
export type { LeakInfo, WatchedMemory } from './report.ts';
export type { WatchOptions } from './watch-options.ts';

/**
 * `leaklab/watch`: to load it is to be watched, be it by `node --import`, by `--require`, by an import of
 * the program's own, or by several of them. Each isolate has one watch, whichever copy of this file was
 * loaded first.
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
export const { HeapDiff, gc } = memwatch;
export const on = memwatch.on.bind(memwatch);
export const once = memwatch.once.bind(memwatch);
export const off = memwatch.off.bind(memwatch);
export const watch = memwatch.watch.bind(memwatch);
export const stop = memwatch.stop.bind(memwatch);
