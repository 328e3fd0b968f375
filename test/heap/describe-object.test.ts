import { describe, expect, it } from 'vitest';
import { describeObject, numberOf, propertyNames } from '../../src/heap/describe-object.ts';
import { LONGEST_TEXT } from '../../src/heap/printable.ts';
import { arrayOf, keys, many } from '../helpers/object-heap.ts';
import type { TinyObject } from '../helpers/tiny-heap.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

const VALUES = {
  ada: { type: 'string', name: 'ada' },
  rope: { type: 'concatenated string', name: '' },
  twelve: { type: 'number', name: 'smi number', edges: ['internal value → twelve-text'] },
  'twelve-text': { type: 'string', name: '12' },
  unknown: { type: 'number', name: 'heap number' },
  undefined: { type: 'hidden', name: 'system / Oddball' },
  table: { type: 'array', name: '' },
  put: { type: 'closure', name: 'put' },
  arrow: { type: 'closure', name: '' },
  pattern: { type: 'regexp', name: 'a+\n' },
  big: { type: 'bigint', name: 'bigint' },
  other: { name: 'Other', edges: ['inner → ada'] },
  proto: { name: 'Object' },
} satisfies Record<string, TinyObject>;

/** An object among values that it may lead to. */
const described = (x: TinyObject): string =>
  describeObject(tinyHeap({ root: {}, x, ...VALUES }), 1);

describe('an object in one line', () => {
  it.each<{ x: TinyObject; is: string }>([
    {
      x: { name: 'Session', edges: ['id → twelve', 'user → ada'] },
      is: 'Session {id: 12, user: "ada"}',
    },
    { x: { name: 'Session' }, is: 'Session' },
    { x: { name: '', edges: ['a → other'] }, is: '(object) {a: Other}' },
    { x: { name: 'A', edges: ['a → undefined', 'b → table'] }, is: 'A {a: undefined, b: (array)}' },
    { x: { name: 'A', edges: ['f → put', 'g → arrow'] }, is: 'A {f: function put, g: function}' },
    {
      x: { name: 'A', edges: ['r → pattern', 'n → unknown'] },
      is: 'A {r: /a+\\n/, n: heap number}',
    },
    { x: { name: 'A', edges: ['n → big', 's → rope'] }, is: 'A {n: bigint, s: ""}' },
    { x: { name: 'Array', edges: ['[0] → ada', '[1] → twelve'] }, is: 'Array ["ada", 12]' },
    { x: { name: 'A', edges: ['__proto__ → proto', 'internal map → proto'] }, is: 'A' },
    { x: { type: 'string', name: 'hello' }, is: '"hello"' },
    { x: { type: 'array', name: '' }, is: '(array)' },
    { x: { type: 'native', name: 'system / JSArrayBufferData' }, is: 'system / JSArrayBufferData' },
  ])('is $is', ({ x, is }) => {
    expect(described(x)).toBe(is);
  });

  it('has its first six properties', () => {
    const heap = tinyHeap({
      root: {},
      x: { name: 'A', edges: keys(7, 'p').map((key) => `${key} → ada`) },
      ...VALUES,
    });
    const text = describeObject(heap, 1);
    expect(text).toBe('A {p0: "ada", p1: "ada", p2: "ada", p3: "ada", p4: "ada", p5: "ada", …}');
    const six = { name: 'A', edges: keys(6, 'p').map((key) => `${key} → ada`) };
    expect(described(six)).not.toContain('…');
  });
});

describe('what a hostile program has in its objects', () => {
  const text = 'a\u001b[31m\n\u202eb';
  const told = 'a\\u001b[31m\\n\\u202eb';

  it.each<{ what: string; x: TinyObject; is: string }>([
    { what: 'a text', x: { type: 'string', name: text }, is: `"${told}"` },
    { what: 'a class', x: { name: text }, is: told },
    { what: 'a function', x: { type: 'closure', name: text }, is: `function ${told}` },
    { what: 'a pattern', x: { type: 'regexp', name: text }, is: `/${told}/` },
    { what: 'a key', x: { name: 'A', edges: [`${text} → ada`] }, is: `A {${told}: "ada"}` },
  ])('can be printed: $what', ({ x, is }) => {
    expect(described(x)).toBe(is);
  });

  it('is cut where it is long', () => {
    const text = described({ type: 'string', name: 'x'.repeat(1_000_000) });
    expect(text).toBe(`"${'x'.repeat(39)}…"`);
    const object = described({ name: 'y'.repeat(1_000_000), edges: ['a → ada'] });
    expect(object).toHaveLength(LONGEST_TEXT);
    expect(object).toMatch(/^y+…$/);
  });

  it.each(keys(4, '').map(Number))('is never cut within a character: %i before it', (before) => {
    const wide = '🙂'.repeat(100);
    for (const x of [
      { type: 'string', name: 'x'.repeat(before) + wide },
      { name: 'x'.repeat(before) + wide },
    ]) {
      const text = described(x);
      expect(text.isWellFormed()).toBe(true);
      expect(text.length).toBeLessThanOrEqual(LONGEST_TEXT);
    }
  });
});

describe('the names of its properties', () => {
  it('are those of its own, 32 at most', () => {
    const heap = tinyHeap({
      root: { edges: ['__proto__ → x', 'internal map → x', 'id → x', '[0] → x', 'user → x'] },
      x: { edges: keys(40, 'p').map((key) => `${key} → root`) },
    });
    expect(propertyNames(heap, heap.node.root)).toEqual(['id', 'user']);
    expect(propertyNames(heap, heap.node.x)).toEqual(keys(32, 'p'));
  });
});

describe('a number', () => {
  it('is what its snapshot says, where that has numbers', () => {
    const heap = tinyHeap({ root: {}, ...VALUES });
    expect(numberOf(heap, heap.node.twelve)).toBe('12');
    expect(numberOf(heap, heap.node.unknown)).toBeNull();
  });
});

describe('an array’s elements', () => {
  it('are told once, though V8 has them twice', () => {
    const heap = tinyHeap({
      root: {},
      ...arrayOf('list', keys(2, 'item')),
      ...many(2, 'item', () => ({ name: 'Item' })),
    });
    expect(describeObject(heap, 1)).toBe('Array [Item, Item]');
  });
});
