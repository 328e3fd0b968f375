import { createRequire } from 'node:module';

export type { ClassChange, HeapDifference, HeapSize } from './compare-images.ts';
export type { Memwatch, MemwatchEvents } from './memwatch.ts';
export type { HeapStats } from './memwatch-stats.ts';
export type { LeakInfo, WatchedMemory } from './report.ts';
export type { WatchOptions } from './watch-options.ts';

/**
 * `leaklab/watch`. All of it is loaded by `require`, for `import` makes an emitter of each file that it opens:
 * so many that V8 begins to learn which emitters there are before the program makes its own, meets more kinds
 * than it remembers, and takes longer for every emitter from then on, of which a request makes several.
 */
const require = createRequire(import.meta.url);
const { default: memwatch } = require('./main.js') as typeof import('./main.ts');

export default memwatch;
export const { HeapDiff, gc } = memwatch;
export const on = memwatch.on.bind(memwatch);
export const once = memwatch.once.bind(memwatch);
export const off = memwatch.off.bind(memwatch);
export const watch = memwatch.watch.bind(memwatch);
export const stop = memwatch.stop.bind(memwatch);
