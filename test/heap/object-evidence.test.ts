import { describe, expect, it } from 'vitest';
import type { GrowthEvidence, PlacedStep } from '../../src/heap/object-evidence.ts';
import { explainGrowth } from '../../src/heap/object-evidence.ts';
import { compareHeaps, earlierHeap } from '../../src/heap/object-growth.ts';
import type { Objects } from '../helpers/object-heap.ts';
import {
  arrayOf,
  countReads,
  keys,
  listOf,
  many,
  mapOf,
  scope,
  twoSnapshots,
} from '../helpers/object-heap.ts';

function explained(before: Objects, after: Objects): GrowthEvidence[] {
  const heaps = twoSnapshots(before, after);
  return explainGrowth(compareHeaps(earlierHeap(heaps.before), heaps.after));
}

const told = (steps: readonly PlacedStep[]): string[] =>
  steps.map(
    ({ edge, name, class: kind, isRepeated }) => `${edge} ${name}: ${kind}${isRepeated ? '+' : ''}`,
  );

/** Path and way within of the first growth, with a bar between. */
function wayOf([growth]: readonly GrowthEvidence[]): string[] {
  return growth === undefined ? [] : [...told(growth.path), '|', ...told(growth.within)];
}

const items = (count: number, name = 'item'): Objects =>
  many(count, name, () => ({ name: 'Item', bytes: 100 }));

const list = (count: number, name = 'list'): Objects => ({
  ...arrayOf(name, keys(count, `${name}-item`)),
  ...items(count, `${name}-item`),
});

/** A Map whose keys are texts. */
const map = (name: string, values: Readonly<Record<string, string>>): Objects => ({
  ...mapOf(
    name,
    Object.keys(values).map((value) => [`${value}-key`, value] as const),
  ),
  ...Object.fromEntries(
    Object.entries(values).map(([value, key]) => [`${value}-key`, { type: 'string', name: key }]),
  ),
});

/** What leads from a class's prototype to the file that it is from. */
const classOf = (file: string): Objects => ({
  prototype: { edges: ['constructor → Class'] },
  Class: { type: 'closure', edges: ['internal shared → shared'] },
  shared: { type: 'code', edges: ['internal script → script'] },
  script: { type: 'code', edges: ['internal name → file'] },
  file: { type: 'string', name: file },
});

const MODULE = 'internal module: system / Context';

describe('what holds the growth', () => {
  it('is told by the path to it, and on to what came', () => {
    const program = (count: number): Objects => ({
      ...scope('store'),
      store: { name: 'Store', edges: ['rows → list'] },
      ...list(count),
    });
    const growths = explained(program(2), program(9));
    expect(wayOf(growths)).toEqual([
      MODULE,
      'context store: Store',
      'property rows: Array',
      '|',
      'element *: Item',
    ]);
    expect(growths).toMatchObject([{ bytes: 700, count: 7, holders: 1, isInPlace: false }]);
  });

  it('is told of the eight that grew most', () => {
    const names = keys(10, 'list');
    const program = (count: number): Objects => ({
      ...scope(...names),
      ...Object.assign({}, ...names.map((name, at) => list(count * (10 + at), name))),
    });
    const growths = explained(program(0), program(1));
    expect(growths).toHaveLength(8);
    expect(told(growths[0]!.path).at(-1)).toBe('context list9: Array');
  });

  it.each([
    { at: 'the head', order: (links: string[]) => links.toReversed() },
    { at: 'the tail', order: (links: string[]) => links },
  ])('has what repeats once, where $at is added', ({ order }) => {
    const program = (count: number): Objects => {
      const links = order(keys(count, 'link'));
      return {
        ...scope('queue'),
        queue: { name: 'Queue', edges: [`first → ${links[0]}`] },
        ...listOf(links, { name: 'Link', bytes: 50 }),
      };
    };
    expect(wayOf(explained(program(5), program(50)))).toEqual([
      MODULE,
      'context queue: Queue',
      'property first: Link',
      '|',
      'property next: Link+',
    ]);
  });

  it('has a turn of more steps once', () => {
    const program = (count: number): Objects => ({
      ...scope('tree → x0'),
      ...Object.assign(
        {},
        ...keys(count, 'x').map((key, at) => ({
          [key]: { name: 'Node', edges: [`children → ${key}-list`] },
          ...arrayOf(`${key}-list`, at === count - 1 ? [] : [`x${at + 1}`]),
        })),
      ),
    });
    expect(wayOf(explained(program(3), program(40)))).toEqual([
      MODULE,
      'context tree: Node',
      'property children: Array',
      '|',
      'element *: Node+',
    ]);
  });

  describe('is one of many', () => {
    const tenants = (grownCount: number, each: number): Objects => {
      const names = keys(4, 't');
      const sizes = names.map((_, at) => (at < grownCount ? each : 2));
      return {
        ...scope('tenants'),
        ...map('tenants', Object.fromEntries(names.map((name) => [name, `tenant "${name}"`]))),
        ...Object.assign({}, ...names.map((name, at) => list(sizes[at]!, name))),
      };
    };

    it('with its key, where it alone grew', () => {
      const [growth] = explained(tenants(1, 2), tenants(1, 9));
      expect(growth!.holders).toBe(1);
      expect(told(growth!.path).at(-1)).toBe('key "tenant \\"t0\\"": Array');
    });

    it('without a key, where several grew', () => {
      const [growth] = explained(tenants(3, 2), tenants(3, 9));
      expect(growth!.holders).toBe(3);
      expect(told(growth!.path).at(-1)).toBe('internal *: Array');
    });

    it('with the name of a property, where it alone grew', () => {
      const program = (count: number): Objects => ({
        ...scope('object'),
        object: { edges: ['internal properties → store', 'orders → list'] },
        store: { type: 'array' },
        ...list(count),
      });
      const [growth] = explained(program(1), program(9));
      expect(told(growth!.path).at(-1)).toBe('property orders: Array');
    });

    it('with no more of a long key than fits a line', () => {
      const program = (count: number): Objects => ({
        ...scope('map'),
        ...map('map', { list: `${'k'.repeat(500)}\n` }),
        ...list(count),
      });
      const [growth] = explained(program(1), program(9));
      expect(growth!.path.at(-1)!.name).toBe(`"${'k'.repeat(31)}…"`);
    });
  });

  it('is an exported variable by its name', () => {
    const program = (count: number): Objects => ({
      root: { name: '', edges: ['internal module → module'] },
      module: {
        name: 'system / SourceTextModule',
        edges: ['internal regular_exports → cells', 'internal exports → names'],
      },
      names: { type: 'array', bytes: 0, edges: ['internal 4 → "cache"', 'internal 5 → cell'] },
      '"cache"': { type: 'string', name: 'cache' },
      cells: { type: 'array', edges: ['internal 0 → cell'] },
      cell: { name: 'system / Cell', edges: ['internal value → list'] },
      ...list(count),
    });
    expect(wayOf(explained(program(1), program(9))).slice(-4)).toEqual([
      'internal *: system / Cell',
      'context cache: Array',
      '|',
      'element *: Item',
    ]);
  });

  it('has names that can be printed, and are not endless', () => {
    const name = `a\u001b[31m\n${'x'.repeat(1000)}`;
    const program = (count: number): Objects => ({
      ...scope('object'),
      object: { name: `Class ${name}`, edges: [`${name} → list`] },
      ...list(count),
    });
    const [growth] = explained(program(1), program(9));
    for (const { name: property, class: kind } of growth!.path) {
      expect(property.length).toBeLessThan(100);
      expect(`${property}${kind}`).not.toMatch(/\p{Cc}/u);
    }
    expect(told(growth!.path).at(-1)).toMatch(/^property a\\u001b\[31m\\nx+…: Array$/);
  });
});

describe('what came', () => {
  it('is told by class, the most bytes first, and by a sample', () => {
    const program = (count: number): Objects => ({
      ...scope('list'),
      ...arrayOf('list', keys(count, 'user')),
      ...many(count, 'user', (at) => ({ name: 'User', bytes: 30, edges: [`name → name${at}`] })),
      ...many(count, 'name', (at) => ({ type: 'string', name: `ada ${at}`, bytes: 50 })),
    });
    const [growth] = explained(program(2), program(6));
    expect(growth).toMatchObject({
      contents: [
        { class: '(string)', kind: 'string', bytes: 200, count: 4 },
        { class: 'User', kind: 'object', bytes: 120, count: 4 },
      ],
      sample: 'User {name: "ada 5"}',
      keys: ['name'],
    });
  });

  it('is one class where a list’s links stand at two places', () => {
    const program = (count: number): Objects => ({
      ...scope('head → link0'),
      ...listOf(keys(count, 'link'), { name: 'Link', bytes: 50 }),
    });
    const [growth] = explained(program(2), program(12));
    expect(growth!.contents).toEqual([{ class: 'Link', kind: 'object', bytes: 500, count: 10 }]);
  });

  it('is of six classes at most', () => {
    const program = (count: number): Objects => ({
      ...scope('list'),
      ...arrayOf('list', keys(count, 'x')),
      ...many(count, 'x', () => ({
        name: 'X',
        edges: keys(8, 'c').map((key) => `${key} → ${key}`),
      })),
      ...many(8, 'c', (at) => ({ name: `Class${at}`, id: count === 0 ? 1 : 9001 + 2 * at })),
    });
    const [growth] = explained({ ...scope('list'), ...arrayOf('list', []) }, program(3));
    expect(growth!.contents).toHaveLength(6);
  });

  it('has promises, of which the snapshot tells some to be pending', () => {
    const program = (count: number): Objects => ({
      ...scope('waiting'),
      ...arrayOf('waiting', keys(count, 'p')),
      ...many(count, 'p', (at) => ({
        name: 'Promise',
        edges: at % 2 === 0 ? ['internal reactions_or_result → reaction'] : [],
      })),
      reaction: { type: 'hidden', name: 'system / PromiseReaction' },
    });
    const [growth] = explained(program(2), program(6));
    expect(growth!.promises).toMatchObject({ count: 4, unsettled: 2 });
    expect(growth!.promises.uncertain).toHaveLength(2);
  });

  it.each([
    { what: 'its class is Node’s', file: 'node:internal/webstreams', unsettled: 0 },
    { what: 'its class is the user’s', file: 'file:///app/queue.mjs', unsettled: 5 },
  ])('has the promises within what came along, where $what: $unsettled', ({ file, unsettled }) => {
    const program = (count: number): Objects => ({
      ...scope('kept', 'prototype'),
      ...arrayOf('kept', keys(count, 'r')),
      ...many(count, 'r', (at) => ({ name: 'Response', edges: [`body → s${at}`] })),
      ...many(count, 's', (at) => ({
        name: 'Stream',
        edges: [`closed → p${at}`, '__proto__ → prototype'],
      })),
      ...many(count, 'p', () => ({
        name: 'Promise',
        edges: ['internal reactions_or_result → reaction'],
      })),
      reaction: { type: 'hidden', name: 'system / PromiseReaction' },
      ...classOf(file),
    });
    expect(explained(program(0), program(5))[0]!.promises.unsettled).toBe(unsettled);
  });

  it('stands in an array itself, or hangs on others of its like', () => {
    const program = (count: number, link: (at: number) => string[]): Objects => ({
      ...scope('list'),
      ...arrayOf('list', count === 0 ? [] : ['n0']),
      ...many(count, 'n', (at) => ({ name: 'Node', edges: link(at) })),
      ...Object.assign({}, ...keys(count, '').map((at) => arrayOf(`next${at}`, [`n${+at + 1}`]))),
      [`n${count}`]: { name: 'Node' },
    });
    const [linked] = explained(
      program(0, () => []),
      program(20, (at) => [`next → next${at}`]),
    );
    expect(linked!.isArray).toBe(false);
    expect(
      explained({ ...scope('list'), ...list(0) }, { ...scope('list'), ...list(9) })[0]!.isArray,
    ).toBe(true);
  });

  it('stands in an array where a part does and the rest hangs on that part', () => {
    const program = (count: number): Objects => ({
      ...scope('list'),
      ...arrayOf('list', keys(count, 'n')),
      ...many(count, 'n', (at) => ({ name: 'Span', edges: [`children → next${at}`] })),
      ...Object.assign(
        {},
        ...keys(count, '').map((at) => arrayOf(`next${at}`, [`a${at}`, `b${at}`])),
      ),
      ...many(count, 'a', () => ({ name: 'Span' })),
      ...many(count, 'b', () => ({ name: 'Span' })),
    });
    expect(explained(program(0), program(10))[0]!.isArray).toBe(true);
  });

  it('is told by the WeakMap whose key holds it', () => {
    const pair = '2 / part of key (Type @903) -> value (Array @905) pair in WeakMap (table @901)';
    const program = (count: number): Objects => ({
      ...scope('samples', 'type'),
      samples: { name: 'WeakMap', edges: ['internal table → table'] },
      table: { type: 'array', name: '', id: 901 },
      type: { name: 'Type', edges: [`internal ${pair} → value`] },
      ...arrayOf('value', keys(count, 'v')),
      ...many(count, 'v', () => ({ name: 'Sample' })),
    });
    const [growth] = explained(program(0), program(9));
    expect(growth!.path.at(-1)).toMatchObject({
      edge: 'key',
      name: 'WeakMap samples',
      class: 'Array',
    });
    expect(growth!.isArray).toBe(true);
  });

  it.each([
    { file: 'file:///app/resource.mjs', is: true },
    { file: 'node:internal/timers', is: false },
  ])('counts references, where its class is the user’s: of $file is $is', ({ file, is }) => {
    const resource = (key: string, other: string) => ({
      [key]: {
        name: 'Resource',
        edges: [`other → ${other}`, 'count → one', '__proto__ → prototype'],
      },
    });
    const program = (count: number): Objects => ({
      ...scope('registry', 'prototype', 'one'),
      ...arrayOf('registry', [...keys(count, 'a'), ...keys(count, 'b')]),
      ...Object.assign(
        {},
        ...keys(count, '').map((at) => ({
          ...resource(`a${at}`, `b${at}`),
          ...resource(`b${at}`, `a${at}`),
        })),
      ),
      one: { type: 'number', edges: ['internal value → text'] },
      text: { type: 'string', name: '1' },
      ...classOf(file),
    });
    expect(explained(program(0), program(8))[0]!.isReferenceCounted).toBe(is);
  });

  it('is what was there where it became larger', () => {
    const program = (bytes: number): Objects => ({
      ...scope('log'),
      ...arrayOf('log', [], bytes),
      'log-store': { type: 'array', bytes, id: 1 + 2 * bytes },
    });
    const [growth] = explained(program(100), program(900));
    expect(growth).toMatchObject({ isInPlace: true, bytes: 800, count: 0 });
    expect(told(growth!.path).at(-1)).toBe('context log: Array');
  });
});

describe('a list of 100,000 links', () => {
  it('is explained by looking at each edge some times', () => {
    const program = (count: number): Objects => ({
      ...scope('head → link0'),
      ...listOf(keys(count, 'link'), { name: 'Link' }),
    });
    const { before, after } = twoSnapshots(program(10), program(100_000));
    const compared = compareHeaps(earlierHeap(before), after);
    const { graph, reads } = countReads(after);
    const [growth] = explainGrowth({ ...compared, graph });
    expect(wayOf([growth!])).toEqual([MODULE, 'context head: Link', '|', 'property next: Link+']);
    expect(growth!.count).toBe(99_990);
    expect(reads()).toBeLessThan(8 * after.edgeCount);
  });
});
