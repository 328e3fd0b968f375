import { expect, it } from 'vitest';
import { examineHeap } from '../../src/heap/examined-heap.ts';
import { ownFunction } from '../../src/heap/own-function.ts';
import type { Objects } from '../helpers/object-heap.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

const functionIn = (key: string, file: string): Objects => ({
  [key]: { type: 'closure', at: [1, 4, 0], edges: [`internal shared → ${key}-code`] },
  [`${key}-code`]: { type: 'code', edges: [`internal script → ${key}-script`] },
  [`${key}-script`]: { type: 'code', edges: [`internal name → ${key}-file`] },
  [`${key}-file`]: { type: 'string', name: file },
});

const heap = tinyHeap<string>({
  root: { edges: ['timeout → timeout'] },
  timeout: {
    name: 'Timeout',
    edges: ['_idlePrev → other', 'unref → builtIn', 'asyncId → node', '_onTimeout → tick'],
  },
  other: { name: 'Timeout', edges: ['internal onTimeout → tick', 'constructor → tick'] },
  ...functionIn('tick', 'file:///app/poll.mjs'),
  ...functionIn('node', 'node:internal/timers'),
  builtIn: { type: 'closure' },
});
const ownOf = (key: string) => ownFunction(examineHeap(heap), heap.node[key]!);

it('tells the function of the program that an object has as a property', () => {
  const place = { function: 'tick', file: '/app/poll.mjs', line: 5, column: 1 };
  expect(ownOf('timeout')).toEqual({ property: '_onTimeout', place });
});

it.each([
  ['an object with V8’s own edges and its constructor', 'other'],
  ['a function', 'tick'],
])('tells none of %s', (_, key) => {
  expect(ownOf(key)).toBeNull();
});
