import { describe, expect, it } from 'vitest';
import { classesOfNodes } from '../../src/heap/classes-of-nodes.ts';
import { largestCollections } from '../../src/heap/collections.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

const words = (count: number): number => 8 * (2 + count);

describe('the largest collections', () => {
  const heap = tinyHeap({
    root: { edges: ['m → map', 's → set', 'l → list', 'o → object', 'n → numbers', 't → small'] },
    // 512 buckets, 1,024 entries of three words.
    map: { name: 'Map', edges: ['internal table → mapTable'] },
    mapTable: {
      type: 'array',
      bytes: words(3 + 512 + 3 * 1024),
      edges: [
        'internal 0 → value',
        'internal 515 → key',
        'internal 516 → value',
        'internal 519 → value',
      ],
    },
    set: { name: 'Set', edges: ['internal table → setTable'] },
    setTable: {
      type: 'array',
      bytes: words(3 + 256 + 2 * 512),
      edges: ['internal 259 → key', 'internal 261 → value', 'internal map → value'],
    },
    list: { name: 'Array', edges: ['internal elements → elements', '[0] → key'] },
    elements: {
      type: 'array',
      bytes: words(2000),
      edges: ['internal 0 → key', 'internal 1999 → value'],
    },
    object: { name: 'Object', edges: ['internal properties → dictionary'] },
    dictionary: {
      type: 'array',
      bytes: words(6 + 3 * 256),
      edges: ['internal 6 → key', 'internal 7 → value'],
    },
    numbers: { name: 'Map', edges: ['internal table → numbersTable'] },
    numbersTable: { type: 'array', bytes: words(3 + 128 + 3 * 256) },
    small: { name: 'Map', edges: ['internal table → smallTable'] },
    smallTable: { type: 'array', bytes: words(3 + 2 + 3 * 4) },
    key: { type: 'string' },
    value: {},
  });
  const { map, set, list, object, numbers } = heap.node;

  it('have their entries counted by the words that something stands in', () => {
    expect(largestCollections(heap, classesOfNodes(heap).all, 10)).toEqual([
      {
        node: map,
        kind: 'Map',
        entries: 2,
        capacity: 1024,
        tableBytes: words(3587),
        unusedBytes: 1022 * 24,
      },
      {
        node: list,
        kind: 'Array',
        entries: 2,
        capacity: 2000,
        tableBytes: words(2000),
        unusedBytes: 1998 * 8,
      },
      {
        node: set,
        kind: 'Set',
        entries: 2,
        capacity: 512,
        tableBytes: words(1283),
        unusedBytes: 510 * 16,
      },
      {
        node: numbers,
        kind: 'Map',
        entries: null,
        capacity: 256,
        tableBytes: words(899),
        unusedBytes: null,
      },
      {
        node: object,
        kind: 'object',
        entries: 1,
        capacity: 256,
        tableBytes: words(774),
        unusedBytes: 255 * 24,
      },
    ]);
  });

  it('are cut to those asked for', () => {
    expect(largestCollections(heap, classesOfNodes(heap).all, 1).map(({ node }) => node)).toEqual([
      map,
    ]);
  });
});
