import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { failureLines } from '../../src/cli/failures.ts';
import type { Result } from '../../src/report/result.ts';
import { cleanResult, oddResult } from '../helpers/result.ts';

const failed = (reason: string, error: Result['error']): Result => ({
  ...oddResult('failed', reason),
  error,
});
const url = pathToFileURL(resolve('deep/cache.mjs')).href;

it('subjects that failed say why, where, and what is left of them', () => {
  const results = [
    cleanResult(),
    failed('TypeError: operation 3: no\nmore', {
      name: 'TypeError',
      message: 'no',
      stack: `TypeError: no\n    at node:internal/x:1:2\n    at put (${url}:4:5)\n    at ${url}:9:9`,
    }),
    oddResult('inconclusive', 'too noisy'),
    failed('Error: setup: no', {
      name: 'Error',
      message: 'no',
      stack: 'Error: no\n    at /some/where else/db.mjs:7:1',
    }),
    failed('it exports nothing', {
      name: 'LeaklabError',
      message: 'it exports nothing',
      stack: `LeaklabError: it exports nothing\n    at ${url}:1:1`,
    }),
    failed('Error: \u001b[2J\u001b]0;mine\u0007gone\tby\r\nmore', {
      name: 'Error',
      message: 'gone',
      stack: null,
    }),
    failed('Thrown: x', { name: 'Thrown', message: 'x', stack: null }),
  ];
  expect(failureLines(results).map((line) => line.replaceAll('\\', '/'))).toEqual([
    'cycle: TypeError: operation 3: no (deep/cache.mjs:4:5). Recorded in cycle.wasm.leaky.ndjson',
    'cycle: Error: setup: no (/some/where else/db.mjs:7:1). Recorded in cycle.wasm.leaky.ndjson',
    'cycle: it exports nothing. Recorded in cycle.wasm.leaky.ndjson',
    'cycle: Error: gone by. Recorded in cycle.wasm.leaky.ndjson',
    'cycle: Thrown: x. Recorded in cycle.wasm.leaky.ndjson',
  ]);
});
