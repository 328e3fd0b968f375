import type { LeakRow } from './rows.ts';

/** Leaks that grow with every operation. */
export const leaks: readonly LeakRow[] = [
  ['array-of-objects.mjs', 'linear', 'js-heap', [40, 44], 'An object and its slot.'],
  ['linked-list.mjs', 'linear', 'js-heap', 40, 'A node of two fields.'],
  [
    'map-of-sessions.mjs',
    'linear',
    'js-heap',
    [132, 192],
    'A key, an entry, an object and an array.',
  ],
  [
    'set-of-numbers.mjs',
    'staircase',
    'js-heap',
    [28, 48],
    'An entry, and a heap number for what is no integer.',
  ],
  [
    'emitter-listeners.mjs',
    'linear',
    'js-heap',
    [144, 148],
    'A listener and the request it closes over.',
  ],
  ['intervals.mjs', 'linear', 'js-heap', [288, 336], 'A timer, its callback and its connection.'],
  ['pending-promises.mjs', 'linear', 'js-heap', [56, 60], 'A promise and its slot.'],
  ['array-buffers-256.mjs', 'linear', 'array-buffers', 256, 'A buffer.'],
  ['sliced-strings.mjs', 'linear', 'js-heap', [4152, 4156], 'A page of 4 KB for each word.'],
  ['symbol-for.mjs', 'linear', 'js-heap', [76, 106], 'A symbol, its text and its entry.'],
  ['dictionary-keys.mjs', 'staircase', 'js-heap', [66, 106], 'A key and its entry.'],
];
