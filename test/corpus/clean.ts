import type { CleanRow } from './rows.ts';

/** Clean programs that make garbage, or tidy up after themselves. */
export const clean: readonly CleanRow[] = [
  ['no-op.mjs', 'nothing', 'Nothing is allocated.'],
  ['json-round-trip.mjs', 'garbage', 'Text and objects are dropped.'],
  ['sort-numbers.mjs', 'garbage', 'The array is dropped.'],
  ['buffer-garbage.mjs', 'garbage', 'The buffer is dropped.'],
  ['promise-chain.mjs', 'async', 'Every promise is settled.'],
  ['emitter-on-off.mjs', 'tidy', 'The listener is removed.'],
  ['timer-cleared.mjs', 'tidy', 'The timer is cleared.'],
  ['url-query.mjs', 'garbage', 'The URL is dropped.'],
  ['sha256-hex.mjs', 'garbage', 'The hash is finished and dropped.'],
  ['readable-from.mjs', 'async', 'The stream is read to its end.'],
];
