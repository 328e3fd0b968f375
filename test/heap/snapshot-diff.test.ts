import { describe, expect, it } from 'vitest';
import { examineHeap } from '../../src/heap/examined-heap.ts';
import type { HeapGraph } from '../../src/heap/heap-graph.ts';
import { idSet } from '../../src/heap/id-set.ts';
import type { GrowthGroup } from '../../src/heap/snapshot-diff.ts';
import { newcomers, snapshotDiff } from '../../src/heap/snapshot-diff.ts';
import { randomHeap, randomNumbers } from '../helpers/random-heap.ts';
import type { TinyHeap } from '../helpers/tiny-heap.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

/** "root → cache: Map → *: Session" */
const written = ({ path }: GrowthGroup): string =>
  path
    .map(({ edge, object, isRepeated }) => {
      const name = edge === null ? '' : `${edge.name}: `;
      return `${name}${object.class}${isRepeated ? ' …' : ''}`;
    })
    .join(' → ');

/** Of all objects but those with the keys that are new. */
function grown<Key extends string>(heap: TinyHeap<Key>, fresh: readonly Key[], gone: Key[] = []) {
  const without = (keys: readonly Key[]) => {
    const ids = new Set(keys.map((key) => heap.nodeId[heap.node[key]]));
    return idSet(heap.nodeId.filter((id) => !ids.has(id)));
  };
  return snapshotDiff(examineHeap(heap), newcomers(heap, without(fresh), without(gone)), 10);
}

const oneLine = (group: GrowthGroup): string => {
  const classes = group.classes.map(({ name, count }) => `${count} ${name}`).join(', ');
  return `${group.freedBytes} bytes: ${classes}; ${written(group)}`;
};

describe('what grew', () => {
  it('is what is new and lasts, by who holds it; what it holds counts with it', () => {
    const heap = tinyHeap({
      root: { edges: ['shortcut 1 → global'] },
      global: { edges: ['cache → cache', 'log → log'] },
      cache: { name: 'Map', edges: ['internal table → table'] },
      table: {
        type: 'array',
        bytes: 1000,
        edges: ['internal 3 → old', 'internal 5 → a', 'internal 8 → b', 'internal 9 → temporary'],
      },
      old: { name: 'Session' },
      a: { name: 'Session', bytes: 50, edges: ['text → aText'] },
      aText: { type: 'string', bytes: 30 },
      b: { name: 'Session', bytes: 50 },
      temporary: { name: 'Session', bytes: 9999 },
      log: { name: 'Array', edges: ['[0] → line', '[1] → line2'] },
      line: { type: 'string', bytes: 5 },
      line2: { type: 'string', bytes: 6 },
    });
    const growth = grown(heap, ['a', 'aText', 'b', 'temporary', 'line', 'line2'], ['temporary']);
    expect([growth.objects, growth.bytes, growth.groupCount]).toEqual([5, 141, 2]);
    expect(growth.groups.map(oneLine)).toEqual([
      '130 bytes: 2 Session; (root) → *: global → cache: Map → table: (array) → *: Session',
      '11 bytes: 2 (string); (root) → *: global → log: Array → *: (string)',
    ]);
    const [first] = growth.groups;
    expect(first).toMatchObject({ count: 2, objects: 3, bytes: 130, largest: { bytes: 50 } });
    expect(first!.largest.id).toBe(heap.nodeId[heap.node.a]);
  });

  it('counts the table that a Map grew into with the entries, not as a place of its own', () => {
    const heap = tinyHeap({
      root: { edges: ['cache → cache'] },
      cache: { name: 'Map', edges: ['internal table → table'] },
      table: { type: 'array', bytes: 1000, edges: ['internal 3 → old', 'internal 5 → entry'] },
      old: { bytes: 7 },
      entry: { name: 'Session', bytes: 50 },
    });
    const { groups } = grown(heap, ['table', 'entry']);
    expect(groups.map(oneLine)).toEqual([
      '1050 bytes: 1 Session; (root) → cache: Map → table: (array) → *: Session',
    ]);
    expect(groups[0]).toMatchObject({ count: 1, objects: 2, bytes: 1050 });
  });

  it('counts the table of properties with those that the object itself leads to', () => {
    const heap = tinyHeap({
      root: { edges: ['cache → cache'] },
      cache: { name: 'Object', edges: ['internal properties → table', 'k1 → a', 'k2 → b'] },
      table: { type: 'array', bytes: 100, edges: ['internal 7 → a', 'internal 10 → b'] },
      a: { name: 'Session', bytes: 50 },
      b: { name: 'Session', bytes: 50 },
    });
    expect(grown(heap, ['table', 'a']).groups.map(oneLine)).toEqual([
      '150 bytes: 1 Session; (root) → cache: Object → k1: Session',
    ]);
  });

  it('is a table itself where nothing in it can be seen', () => {
    const heap = tinyHeap({
      root: { edges: ['numbers → list'] },
      list: { name: 'Array', edges: ['internal elements → elements'] },
      elements: { type: 'array', bytes: 4000 },
    });
    expect(grown(heap, ['elements']).groups.map(oneLine)).toEqual([
      '4000 bytes: 1 (array); (root) → numbers: Array → elements: (array)',
    ]);
  });

  it('is one place where the keys of an object are as many as the objects', () => {
    const keys = Array.from({ length: 8 }, (_, i) => `user${i}`);
    const sessions = Object.fromEntries(keys.map((key) => [key, { name: 'Session' }]));
    const heap = tinyHeap({
      root: { edges: ['cache → cache', 'config → config'] },
      cache: { name: 'Object', edges: keys.map((key) => `${key} → ${key}`) },
      config: { name: 'Object', edges: ['first → x', 'second → y'] },
      x: { name: 'Part' },
      y: { name: 'Part' },
      ...sessions,
    });
    const all = ['x', 'y', ...keys] as (keyof typeof heap.node)[];
    expect(grown(heap, all).groups.map(oneLine)).toEqual([
      '80 bytes: 8 Session; (root) → cache: Object → *: Session',
      '10 bytes: 1 Part; (root) → config: Object → first: Part',
      '10 bytes: 1 Part; (root) → config: Object → second: Part',
    ]);
  });

  it('is one place whether one follows the list by two or by three steps', () => {
    const heap = tinyHeap({
      root: { edges: ['list → n1'] },
      n1: { name: 'Node', edges: ['next → n2', 'value → a'] },
      n2: { name: 'Node', edges: ['next → n3', 'value → b'] },
      n3: { name: 'Node', edges: ['next → n4', 'value → c'] },
      n4: { name: 'Node' },
      a: { name: 'Value' },
      b: { name: 'Value' },
      c: { name: 'Value' },
    });
    expect(grown(heap, ['b', 'c']).groups.map(oneLine)).toEqual([
      '20 bytes: 2 Value; (root) → list: Node → next: Node … → value: Value',
    ]);
    expect(grown(heap, ['c']).groups.map(written)).toEqual([
      '(root) → list: Node → next: Node … → value: Value',
    ]);
  });

  it('is told even of what nothing is seen to hold', () => {
    const heap = tinyHeap({ root: {}, lost: { name: 'Lost' } });
    const { groups } = grown(heap, ['lost']);
    expect(groups).toMatchObject([{ path: [], count: 1, freedBytes: 10 }]);
  });

  it('adds up: each new byte is in one place, on random graphs', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const heap: HeapGraph = randomHeap(seed);
      const random = randomNumbers(seed);
      const before = idSet(heap.nodeId.filter((id) => id === 1 || random() < 0.6));
      const growth = snapshotDiff(examineHeap(heap), newcomers(heap, before, null), 100);
      const sum = (of: (group: GrowthGroup) => number): number =>
        growth.groups.reduce((total, group) => total + of(group), 0);
      expect(
        sum(({ bytes }) => bytes),
        `seed ${seed}`,
      ).toBe(growth.bytes);
      expect(sum(({ objects }) => objects)).toBe(growth.objects);
      expect(sum(({ freedBytes }) => freedBytes)).toBeGreaterThanOrEqual(growth.bytes);
      expect(sum(({ freedBytes }) => freedBytes)).toBeLessThanOrEqual(
        heap.selfSize.reduce((a, b) => a + b, 0),
      );
      for (const { classes, count } of growth.groups) {
        expect(classes.reduce((total, { count }) => total + count, 0)).toBe(count);
      }
    }
  });
});
