import { createRequire } from 'node:module';

export type * from './standing.ts';

/** `leaklab/agent`, by `require` where Node loads ES modules so: for the reason that `watch-at-once` has. */
createRequire(import.meta.url)('./standing.js');
