import { expect, test } from 'vitest';
import { duplicateStrings } from '../../src/heap/duplicate-strings.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

const string = (name: string, bytes: number) => ({ type: 'string', name, bytes });

test('texts that are there more than once waste all but one of them', () => {
  const heap = tinyHeap({
    root: {},
    a: string('twice', 24),
    b: string('twice', 32),
    c: string('once', 100),
    d: string('thrice\n', 16),
    e: string('thrice\n', 16),
    f: string('thrice\n', 16),
    g: { type: 'concatenated string', name: 'once', bytes: 100 },
  });
  expect(duplicateStrings(heap, 1)).toEqual({
    wastedBytes: 24 + 32,
    texts: 2,
    top: [{ text: 'thrice\\n', count: 3, bytes: 48, wastedBytes: 32 }],
  });
});

test('texts that V8 has cut count as equal only if they are of one size', () => {
  const cut = 'x'.repeat(1024);
  const equal = tinyHeap({ root: {}, a: string(cut, 5016), b: string(cut, 5016) });
  const different = tinyHeap({ root: {}, a: string(cut, 5016), b: string(cut, 5024) });
  expect(duplicateStrings(equal, 5).wastedBytes).toBe(5016);
  expect(duplicateStrings(different, 5)).toEqual({ wastedBytes: 0, texts: 0, top: [] });
});
