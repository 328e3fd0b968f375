import { expect, it } from 'vitest';
import { recordingName } from '../../src/harness/recording-name.ts';

it.each([
  { implementation: 'wasm', variant: 'leaky', expected: 'cycle.wasm.leaky.ndjson' },
  { implementation: null, variant: 'planted', expected: 'cycle.planted.ndjson' },
  { implementation: null, variant: null, expected: 'cycle.ndjson' },
])('a recording is named after what its subject has: $expected', ({ expected, ...rest }) => {
  expect(recordingName({ name: 'cycle', kind: 'scenario', path: '/x', ...rest })).toBe(expected);
});

it.each([
  ['src/cache.mjs', 'src-cache.mjs.ndjson'],
  ['step($i) 2', 'step-i-2.ndjson'],
  ['größe.mjs', 'größe.mjs.ndjson'],
])('%s is recorded in one folder, as %s', (name, expected) => {
  const subject = {
    name,
    kind: 'module',
    path: null,
    implementation: null,
    variant: null,
  } as const;
  expect(recordingName(subject)).toBe(expected);
});
