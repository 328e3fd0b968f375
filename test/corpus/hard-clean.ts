import type { CleanRow } from './rows.ts';

/** Clean programs that look like leaks for a while: they grow to a bound, or grow and fall. */
export const hardClean: readonly CleanRow[] = [
  ['memo-500.mjs', 'fills', 'There are 500 keys.', { steadyAfter: 500 }],
  ['map-random-5k.mjs', 'fills', 'There are 5,000 keys.', { steadyAfter: 60_000 }],
  ['object-cache-50k.mjs', 'fills', 'There are 50,000 keys.', { steadyAfter: 50_000 }],
  ['lru-1000.mjs', 'lru', 'The oldest of 1,000 entries goes.', { steadyAfter: 2000 }],
  ['queue-cut-7k.mjs', 'sawtooth', 'The queue is cut at 7,000.', { steadyAfter: 7000 }],
  ['sawtooth-20k-jitter.mjs', 'sawtooth', 'Flushed by 25,000.', { steadyAfter: 25_000 }],
  ['lazy-table-5k.mjs', 'lazy', 'The table is built once.', { steadyAfter: 5001 }],
  ['weakref-cache.mjs', 'lagging', 'Finalizers remove what was collected.', { steadyAfter: 4000 }],
  ['burst-1mb.mjs', 'burst', 'A burst replaces the last one.', { steadyAfter: 1 }],
  ['ring-1000.mjs', 'ring', 'There are 1,000 slots.', { steadyAfter: 1000 }],
];
