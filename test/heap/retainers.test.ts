import { describe, expect, it } from 'vitest';
import type { HeapGraph } from '../../src/heap/heap-graph.ts';
import { retainerTree, UNREACHED } from '../../src/heap/retainers.ts';
import { countReads, keys, listOf } from '../helpers/object-heap.ts';
import type { TinyObject } from '../helpers/tiny-heap.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

/** Keys from below the root to an object; null where nothing holds it. */
function wayTo(key: string, objects: Readonly<Record<string, TinyObject>>): string[] | null {
  const names = Object.keys(objects);
  const { parent } = retainerTree(tinyHeap(objects));
  const way: string[] = [];
  for (let node = names.indexOf(key); node !== 0; node = parent[node]!) {
    if (parent[node] === UNREACHED) return null;
    way.unshift(names[node]!);
  }
  return way;
}

describe('the path to an object', () => {
  it('is the shortest one', () => {
    const objects = {
      root: { edges: ['long → long', 'short → short'] },
      long: { edges: ['on → on'] },
      on: { edges: ['x → x'] },
      short: { edges: ['x → x'] },
      x: { edges: ['back → root'] },
    };
    expect(wayTo('x', objects)).toEqual(['short', 'x']);
  });

  it.each(['weak a → x', 'shortcut a → x'])('has no edge that keeps nothing: %s', (edge) => {
    const objects = {
      root: { edges: [edge, 'holder → holder'] },
      holder: { edges: ['x → x'] },
      x: {},
    };
    expect(wayTo('x', objects)).toEqual(['holder', 'x']);
    expect(wayTo('x', { ...objects, holder: {} })).toBeNull();
  });

  const PAIR = '7 / part of key (Object @5) -> value (Object @7) pair in WeakMap (table @9)';
  const weakMap = (keyHolder: TinyObject) => ({
    root: { edges: ['map → map', 'holder → holder'] },
    map: { name: 'WeakMap', edges: ['internal table → table'] },
    table: { type: 'array', id: 9, edges: ['weak 6 → key', `internal ${PAIR} → value`] },
    holder: keyHolder,
    key: { edges: [`internal ${PAIR} → value`] },
    value: {},
  });

  it('leads to a WeakMap’s value by its key, not by the table', () => {
    const held = weakMap({ edges: ['key → key'] });
    expect(wayTo('value', held)).toEqual(['holder', 'key', 'value']);
  });

  it('is none to a WeakMap’s value whose key nobody holds', () => {
    expect(wayTo('value', weakMap({}))).toBeNull();
  });

  it('goes through an array’s own places, whatever they are called', () => {
    const objects = {
      root: { edges: ['array → array'] },
      array: { type: 'array', edges: ['internal 7 → x'] },
      x: {},
    };
    expect(wayTo('x', objects)).toEqual(['array', 'x']);
  });

  const synthetic = (name: string): TinyObject => ({ type: 'synthetic', name, edges: ['x → x'] });
  const native = (name: string): TinyObject => ({ type: 'native', name, edges: ['x → x'] });

  it.each<{ nearer: TinyObject; what: string }>([
    { what: 'V8’s roots', nearer: synthetic('(GC roots)') },
    { what: 'a structure of Node’s', nearer: native('Node / HTTPParser') },
    { what: 'code', nearer: { type: 'code', edges: ['x → x'] } },
    { what: 'an object’s shape', nearer: { type: 'object shape', edges: ['x → x'] } },
    { what: 'the stack', nearer: synthetic('(Stack roots)') },
    { what: 'a handle', nearer: synthetic('(Handle scope)') },
    { what: 'a microtask', nearer: synthetic('(Micro tasks)') },
  ])('rather goes a long way through the program than through $what', ({ nearer }) => {
    const objects = {
      root: { edges: ['near → near', 'a → a'] },
      near: nearer,
      a: { edges: ['b → b'] },
      b: { edges: ['c → c'] },
      c: { edges: ['x → x'] },
      x: {},
    };
    expect(wayTo('x', objects)).toEqual(['a', 'b', 'c', 'x']);
    expect(wayTo('x', { ...objects, c: {} })).toEqual(['near', 'x']);
  });

  it.each(['Environment', 'PrincipalRealm', 'CleanupQueue', 'ModuleWrap'])(
    'may lead to modules through Node / %s',
    (name) => {
      const objects = {
        root: { edges: ['way → way', 'a → a'] },
        way: native(`Node / ${name}`),
        a: { edges: ['b → b'] },
        b: { edges: ['x → x'] },
        x: {},
      };
      expect(wayTo('x', objects)).toEqual(['way', 'x']);
    },
  );

  it('rather goes through V8’s roots than through code, and through code than over the stack', () => {
    const objects = {
      root: { edges: ['stack → stack', 'code → code', 'roots → roots'] },
      stack: synthetic('(Stack roots)'),
      code: { type: 'code', edges: ['x → x'] },
      roots: { type: 'synthetic', name: '(GC roots)', edges: ['handles → handles'] },
      handles: { edges: ['x → x'] },
      x: {},
    };
    expect(wayTo('x', objects)).toEqual(['roots', 'handles', 'x']);
    expect(wayTo('x', { ...objects, handles: {} })).toEqual(['code', 'x']);
    expect(wayTo('x', { ...objects, handles: {}, code: {} })).toEqual(['stack', 'x']);
  });

  it('leads to a timer by the list in which it waits, not by another timer that somebody has', () => {
    const timer = (edges: string[] = []): TinyObject => ({ name: 'Timeout', edges });
    const objects = {
      root: { edges: ['lease → lease', 'a → a'] },
      lease: { edges: ['timer → one'] },
      one: timer(['_idleNext → two', '_idlePrev → list']),
      two: timer(['_idleNext → list', '_idlePrev → one', 'callback → x']),
      a: { edges: ['b → b'] },
      b: { edges: ['list → list'] },
      list: { name: 'TimersList', edges: ['_idleNext → one', '_idlePrev → two'] },
      x: {},
    };
    expect(wayTo('x', objects)).toEqual(['a', 'b', 'list', 'two', 'x']);
    expect(wayTo('one', objects)).toEqual(['lease', 'one']);
  });

  it('goes along links of that name between other things', () => {
    const objects = {
      root: { edges: ['a → a'] },
      a: { name: 'Immediate', edges: ['_idleNext → b'] },
      b: { name: 'Immediate', edges: ['x → x'] },
      x: {},
    };
    expect(wayTo('x', objects)).toEqual(['a', 'b', 'x']);
  });

  it('is not turned aside by names that every object of JavaScript has', () => {
    const objects = {
      root: { edges: ['near → near', 'a → a'] },
      near: native('constructor'),
      a: { edges: ['b → b'] },
      b: { edges: ['x → x'] },
      x: {},
    };
    expect(wayTo('x', objects)).toEqual(['near', 'x']);
  });
});

describe('the order', () => {
  it('has each reached object once, parents first', () => {
    const { parent, order } = retainerTree(
      tinyHeap({
        root: { edges: ['late → late', 'a → a'] },
        late: { type: 'code', edges: ['x → x', 'y → y'] },
        a: { edges: ['x → x'] },
        x: { edges: ['a → a'] },
        y: {},
        lost: { edges: ['y → y'] },
      }),
    );
    expect([...order].toSorted()).toEqual([0, 1, 2, 3, 4]);
    order.forEach((node, at) => {
      if (node !== 0) expect(order.indexOf(parent[node]!)).toBeLessThan(at);
    });
  });

  it('is empty where there are no objects', () => {
    expect([...retainerTree({ ...tinyHeap({}), nodeCount: 0 }).order]).toEqual([]);
  });

  it('is found by looking at each edge once or twice, however deep the heap is', () => {
    const deep = (links: number): HeapGraph =>
      tinyHeap({
        root: { edges: ['head → link0'] },
        ...listOf(keys(links, 'link'), { edges: [] }),
      });
    const { graph, reads } = countReads(deep(100_000));
    expect(retainerTree(graph).order).toHaveLength(100_001);
    expect(reads()).toBeLessThanOrEqual(2 * graph.edgeCount);
  });
});
