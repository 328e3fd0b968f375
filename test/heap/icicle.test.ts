import { expect, test } from 'vitest';
import { examineHeap } from '../../src/heap/examined-heap.ts';
import type { IciclePart } from '../../src/heap/icicle.ts';
import { icicle } from '../../src/heap/icicle.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

/** "Map 500 [2 × Session 400, …]" */
const written = ({ class: name, count, retainedBytes, parts }: IciclePart): string => {
  const many = count === 1 ? '' : `${count} × `;
  const below = parts.length === 0 ? '' : ` [${parts.map(written).join(', ')}]`;
  return `${many}${name} ${retainedBytes}${below}`;
};

const heap = tinyHeap({
  root: { bytes: 0, edges: ['cache → cache', 'tiny → tiny'] },
  cache: { name: 'Map', bytes: 100, edges: ['a → a', 'b → b', 'c → c', 'big → big'] },
  a: { name: 'Session', bytes: 60, edges: ['x → x'] },
  b: { name: 'Session', bytes: 60, edges: ['y → y'] },
  c: { name: 'Session', bytes: 60 },
  x: { type: 'string', bytes: 40 },
  y: { type: 'string', bytes: 70 },
  big: { name: 'Session', bytes: 560 },
  tiny: { bytes: 50 },
});

test('what is large stands alone, what is small together with others of its class', () => {
  const whole = icicle(examineHeap(heap), { leastShare: 0.2, depth: 40 });
  expect(written(whole)).toBe('(root) 1000 [Map 950 [Session 560, 3 × Session 290]]');
  const finer = icicle(examineHeap(heap), { leastShare: 0.11, depth: 40 });
  expect(written(finer)).toContain('Map 950 [Session 560, 2 × Session 160, Session 130]');
});

test('it ends at the depth asked for', () => {
  const shallow = icicle(examineHeap(heap), { leastShare: 0, depth: 1 });
  expect(written(shallow)).toBe('(root) 1000 [Map 950, tiny 50]');
});
