import { createRequire } from 'node:module';

export type * from './watch.ts';

/**
 * `leaklab/watch`, where Node loads ES modules by `require` (the condition `module-sync`). `import` makes an
 * emitter of each file that it opens: so many that V8 begins to learn which emitters there are before the
 * program makes its own, meets more kinds than it remembers, and takes longer for every emitter from then on,
 * of which a request makes several.
 */
const require = createRequire(import.meta.url);
const loaded = require('./watch.js') as typeof import('./watch.ts');

export default loaded.default;
export const { HeapDiff, gc, on, once, off, watch, stop } = loaded;
