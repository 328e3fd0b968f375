import { describe, expect, it } from 'vitest';
import { classOf, createPathShapes, NO_SHAPE } from '../../src/heap/path-shapes.ts';
import { retainerTree } from '../../src/heap/retainers.ts';
import type { Objects } from '../helpers/object-heap.ts';
import { arrayOf, keys, listOf, many, mapOf, scope } from '../helpers/object-heap.ts';
import type { TinyObject } from '../helpers/tiny-heap.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

/** The path of each object, by its key: "context cache: Map", with a + behind what repeats. */
function shapesOf(
  objects: Objects,
  isNew: (key: string) => boolean = () => false,
): Record<string, string[] | null> {
  const names = Object.keys(objects);
  const heap = tinyHeap(objects);
  const shapes = createPathShapes();
  const { shapeOf: all } = shapes.tell(
    heap,
    retainerTree(heap),
    Uint8Array.from(names, (name) => (isNew(name) ? 1 : 0)),
  );
  const told = (shape: number): string[] => {
    if (shape === shapes.root) return [];
    const { edge, name, class: kind } = shapes.stepOf(shape);
    const again = shapes.isRepeated(shape) ? '+' : '';
    return [...told(shapes.parentOf(shape)), `${edge} ${name}: ${kind}${again}`];
  };
  return Object.fromEntries(
    names.map((key, node) => [key, all[node] === NO_SHAPE ? null : told(all[node]!)]),
  );
}

const MODULE = 'internal module: system / Context';

describe('the shape of a path', () => {
  it('has names of variables and properties, and classes', () => {
    const shapes = shapesOf({
      ...scope('user'),
      user: { name: 'User', edges: ['address → address'] },
      address: { name: 'Address' },
      lost: {},
    });
    expect(shapes.root).toEqual([]);
    expect(shapes.address).toEqual([MODULE, 'context user: User', 'property address: Address']);
    expect(shapes.lost).toBeNull();
  });

  it('is the same at each place of an array, of a table and of a Map', () => {
    const shapes = shapesOf({
      ...scope('list', 'map'),
      ...arrayOf('list', ['a', 'b']),
      ...mapOf('map', [['k', 'c'] as const, ['l', 'd'] as const]),
      ...many(2, 'x', () => ({})),
      ...Object.fromEntries(['a', 'b', 'c', 'd'].map((key) => [key, { name: 'Item' }])),
      ...Object.fromEntries(['k', 'l'].map((key) => [key, { type: 'string' }])),
    });
    expect(shapes.a).toEqual([MODULE, 'context list: Array', 'element *: Item']);
    expect(shapes.b).toEqual(shapes.a);
    expect(shapes.c!.slice(2)).toEqual(['internal table: (array)', 'internal *: Item']);
    expect(shapes.d).toEqual(shapes.c);
  });

  it('is the same of each value of a WeakMap', () => {
    const pair = (at: number): string =>
      `internal ${at} / part of key (Object @${at}) -> value (Data @${at}) pair in WeakMap (table @9)`;
    const shapes = shapesOf({
      ...scope('keys → list'),
      ...arrayOf('list', ['k', 'l']),
      k: { edges: [`${pair(1)} → a`] },
      l: { edges: [`${pair(2)} → b`] },
      a: { name: 'Data' },
      b: { name: 'Data' },
    });
    expect(shapes.k).not.toBeNull();
    expect(shapes.a!.at(-1)).toBe('internal *: Data');
  });

  it.each([
    { is: 'a name each', of: 'few properties that came', count: 15, name: 'key3' },
    { is: 'the same', of: 'many properties that came', count: 16, name: '*' },
  ])('of $of is $is', ({ count, name }) => {
    const shapes = shapesOf(
      {
        ...scope('object'),
        object: { edges: keys(count, 'key').map((key) => `${key} → ${key}`) },
        ...many(count, 'key', () => ({ name: 'Item' })),
      },
      (key) => key.startsWith('key'),
    );
    expect(shapes.key3!.at(-1)).toBe(`property ${name}: Item`);
  });

  it('is the same of each child of a tree, whose keys are data', () => {
    const node = (child: string): TinyObject => ({ name: 'Node', edges: [`children → ${child}`] });
    const shapes = shapesOf({
      root: { name: '', edges: ['internal module → scope'] },
      first: node('a'),
      a: { name: 'Object', edges: ['x → second'] },
      second: node('b'),
      b: { name: 'Object', edges: ['y → third', 'z → other'] },
      third: node('c'),
      c: { name: 'Object' },
      other: { name: 'Other' },
      scope: { name: 'system / Context', edges: ['context root → first'] },
    });
    expect(shapes.third!.slice(2)).toEqual(['property children: Object', 'property *: Node+']);
    expect(shapes.other!.at(-1)).toBe('property z: Other');
  });

  it('is a name each of many properties that were there before', () => {
    const shapes = shapesOf({
      ...scope('object'),
      object: { edges: keys(20, 'key').map((key) => `${key} → ${key}`) },
      ...many(20, 'key', () => ({ name: 'Item' })),
    });
    expect(shapes.key3!.at(-1)).toBe('property key3: Item');
  });

  it.each([
    { store: 'array', is: 'the same', name: '*' },
    { store: 'hidden', is: 'a name each', name: 'key' },
  ])('of properties in a table of type $store is $is', ({ store, name }) => {
    const shapes = shapesOf({
      ...scope('object'),
      object: { edges: ['internal properties → store', 'key → item'] },
      store: { type: store },
      item: { name: 'Item' },
    });
    expect(shapes.item!.at(-1)).toBe(`property ${name}: Item`);
  });
});

describe('what repeats', () => {
  it.each<{ what: string; objects: Objects; ends: string[] }>([
    {
      what: 'a linked list',
      objects: { ...scope('head → x0'), ...listOf(keys(5, 'x'), { name: 'Link' }) },
      ends: ['context head: Link', 'property next: Link+'],
    },
    {
      what: 'a list in another object',
      objects: {
        ...scope('queue'),
        queue: { name: 'Queue', edges: ['head → x0'] },
        ...listOf(keys(5, 'x'), { name: 'Link' }),
      },
      ends: ['property head: Link', 'property next: Link+'],
    },
    {
      what: 'a child’s children',
      objects: {
        ...scope('tree → x0'),
        ...Object.assign(
          {},
          ...keys(5, 'x').map((key, at) => ({
            [key]: { name: 'Node', edges: [`children → ${key}-list`] },
            ...arrayOf(`${key}-list`, at === 4 ? [] : [`x${at + 1}`]),
          })),
        ),
      },
      ends: ['property children: Array', 'element *: Node+'],
    },
    {
      what: 'a chain of promises, three steps a turn',
      objects: {
        ...scope('last → x0'),
        ...Object.assign(
          {},
          ...keys(6, 'x').map((key, at) => ({
            [key]: { name: 'Promise', edges: [`internal reactions_or_result → ${key}-r`] },
            [`${key}-r`]: {
              type: 'hidden',
              name: 'system / PromiseReaction',
              edges: [`internal promise_or_capability → ${key}-c`],
            },
            [`${key}-c`]: {
              name: 'Capability',
              edges: at === 5 ? [] : [`promise → x${at + 1}`],
            },
          })),
        ),
      },
      ends: ['internal promise_or_capability: Capability', 'property promise: Promise+'],
    },
  ])('is one turn of it: $what', ({ objects, ends }) => {
    const shapes = shapesOf(objects);
    const last = shapes.x4!;
    expect(last.slice(-2)).toEqual(ends);
    expect(last.join()).toContain('+');
    // Whatever is deeper has a shape that is there already.
    expect(shapes.x3).toEqual(shapes.x4);
  });

  it('is not what only looks alike: another name, or another class', () => {
    const shapes = shapesOf({
      ...scope('a'),
      a: { name: 'Box', edges: ['left → b'] },
      b: { name: 'Box', edges: ['right → c'] },
      c: { name: 'Box', edges: ['right → d'] },
      d: { name: 'Lid' },
    });
    expect(shapes.d).toEqual([
      MODULE,
      'context a: Box',
      'property left: Box',
      'property right: Box',
      'property right: Lid',
    ]);
  });

  it('makes no more shapes of a long list than of a short one', () => {
    const shapes = createPathShapes();
    const heap = tinyHeap({
      ...scope('head → x0'),
      ...listOf(keys(20_000, 'x'), { name: 'Link' }),
    });
    shapes.tell(heap, retainerTree(heap), new Uint8Array(heap.nodeCount).fill(1));
    expect(shapes.count()).toBe(4);
  });
});

describe('paths of two snapshots', () => {
  it('have the same shapes', () => {
    const shapes = createPathShapes();
    const [a, b] = [1, 2].map((count) => {
      const heap = tinyHeap({
        ...scope('list'),
        ...arrayOf('list', keys(count, 'item')),
        ...many(count, 'item', () => ({ name: 'Item' })),
      });
      return {
        heap,
        shapes: shapes.tell(heap, retainerTree(heap), new Uint8Array(heap.nodeCount)).shapeOf,
      };
    });
    expect(b!.shapes[b!.heap.node.item1!]).toBe(a!.shapes[a!.heap.node.item0!]);
  });
});

describe('the class', () => {
  it.each([
    { type: 'object', name: 'Session', is: 'Session' },
    { type: 'object', name: '', is: '(object)' },
    { type: 'closure', name: 'put', is: 'put' },
    { type: 'closure', name: '', is: '(anonymous)' },
    { type: 'string', name: 'hello', is: '(string)' },
    { type: 'concatenated string', name: '', is: '(string)' },
    { type: 'sliced string', name: 'hell', is: '(string)' },
    { type: 'regexp', name: 'a+', is: 'RegExp' },
    { type: 'array', name: '', is: '(array)' },
    { type: 'number', name: 'heap number', is: '(number)' },
    { type: 'symbol', name: 'symbol', is: '(symbol)' },
    { type: 'native', name: 'Node / Timer', is: 'Node / Timer' },
    { type: 'hidden', name: 'system / Context', is: 'system / Context' },
  ])('of a $type called "$name" is $is', ({ type, name, is }) => {
    expect(classOf(tinyHeap({ root: {}, x: { type, name } }), 1)).toBe(is);
  });
});
