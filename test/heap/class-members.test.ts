import { expect, test } from 'vitest';
import { classMembers } from '../../src/heap/class-members.ts';
import { examineHeap } from '../../src/heap/examined-heap.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

const heap = examineHeap(
  tinyHeap({
    root: { edges: ['list → list', 'one → c'] },
    list: { name: 'Array', edges: ['[0] → a', '[1] → b'] },
    a: { name: 'Session', bytes: 20, edges: ['parent → d'] },
    b: { name: 'Session', bytes: 30 },
    c: { name: 'Session', bytes: 40 },
    d: { name: 'Session', bytes: 5 },
    other: { name: 'Other', bytes: 5 },
  }),
);

test('the objects of a class are told by who holds them, and the largest one by one', () => {
  const members = classMembers(heap, 'Session', 2)!;
  expect(members).toMatchObject({
    name: 'Session',
    count: 4,
    bytes: 95,
    retainedBytes: 95,
    holderCount: 3,
    holders: [
      { count: 2, bytes: 50, retainedBytes: 55, largest: { bytes: 30 } },
      { count: 1, bytes: 40, retainedBytes: 40 },
    ],
    objects: [{ object: { retainedBytes: 40 } }, { object: { retainedBytes: 30 } }],
  });
  expect(members.holders[0]!.path.map(({ edge }) => edge?.name)).toEqual([undefined, 'list', '*']);
  expect(members.objects[1]!.path.map(({ edge }) => edge?.name)).toEqual([undefined, 'list', '1']);
});

test('a class that no object has is none', () => {
  expect(classMembers(heap, 'session', 2)).toBe(null);
});
