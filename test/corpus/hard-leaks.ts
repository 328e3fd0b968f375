import type { LeakRow } from './rows.ts';

/** Leaks that hide: rare, late, in bursts, below other movements, or in steps far apart. */
export const hardLeaks: readonly LeakRow[] = [
  ['one-in-1000.mjs', 'rare', 'js-heap', 4.184, 'A report each 1,000th time.'],
  ['random-one-in-50.mjs', 'rare', 'js-heap', [1.74, 1.78], 'A record each 50th time, on average.'],
  [
    'sawtooth-leftover.mjs',
    'under-sawtooth',
    'js-heap',
    11.2,
    'Each tenth job stays.',
    { steadyAfter: 5000 },
  ],
  [
    'beside-cache-5k.mjs',
    'beside-cache',
    'js-heap',
    40,
    'A node of history.',
    { steadyAfter: 5000 },
  ],
  ['late-20k.mjs', 'late', 'js-heap', 80, 'A request and its line.', { steadyAfter: 20_000 }],
  ['lru-two-tables.mjs', 'lru', 'js-heap', [60, 120], 'A key and its time.', { steadyAfter: 500 }],
  [
    'ttl-sweep-misses.mjs',
    'lru',
    'js-heap',
    [34, 62],
    'Entries of odd ids.',
    { steadyAfter: 1000 },
  ],
  ['small-integers.mjs', 'staircase', 'js-heap', [8, 12], 'A slot.'],
  ['slow-10ms-rows.mjs', 'linear', 'js-heap', 888, 'A row.'],
  ['burst-100-in-10k.mjs', 'burst', 'js-heap', [6.08, 6.12], 'A hundred rows each 10,000th time.'],
  ['error-path-1-percent.mjs', 'rare', 'js-heap', [2.76, 3.7], 'What failed stays open.'],
];
