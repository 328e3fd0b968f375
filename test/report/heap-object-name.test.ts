import { describe, expect, it } from 'vitest';
import { closureName, heldName, objectName, placeName } from '../../src/report/heap-object-name.ts';
import { place } from '../helpers/js-heap.ts';

const object = (name: string, text: string | null = null) => ({
  id: 1,
  class: name,
  text,
  bytes: 1,
  retainedBytes: 1,
});
const FILE = '/home/ada/shop/lib/cache.mjs';
const put = {
  edge: { type: 'property', name: 'put' },
  object: object('(closure)', 'put'),
  place: place(FILE, 12),
  role: null,
};

describe('the name of an object', () => {
  it.each([
    [object('Map'), 'Map'],
    [object('(closure)', 'put'), 'function put'],
    [object('(closure)'), 'function (anonymous)'],
    [object('(concatenated string)', 'ab'), '(concatenated string) "ab"'],
    [object('(symbol)', 'iterator'), '(symbol) iterator'],
  ])('%j is %s', (object, name) => {
    expect(objectName(object)).toBe(name);
  });

  it('of a function at the end of a path has its line', () => {
    expect(heldName(object('(closure)', 'put'), [put])).toBe('function put (lib/cache.mjs:12)');
    expect(heldName(object('Map'), [])).toBe('Map');
  });

  it('of a function is told by its place', () => {
    expect(placeName(place(FILE, 3))).toBe('function (anonymous) (lib/cache.mjs:3)');
    expect(placeName(place(FILE, 3, { function: 'put' }))).toBe('function put (lib/cache.mjs:3)');
  });

  it('of a function that keeps variables has its line, where that is known', () => {
    const later = { name: 'later', line: 42, column: 5 };
    expect(closureName({ ...later, file: FILE })).toBe('later (lib/cache.mjs:42)');
    expect(closureName({ ...later, file: null, line: null })).toBe('later');
  });
});
