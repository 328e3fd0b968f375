import { describe, expect, it } from 'vitest';
import type { Compared, Weigh } from '../../src/heap/object-growth.ts';
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

/** "context cache: Map" of the holder, with what came there. */
interface Told {
  readonly holder: string;
  readonly members: readonly string[];
  readonly isInPlace: boolean;
  readonly bytes: number;
  readonly count: number;
}

function grown(before: Objects, after: Objects, weigh: Weigh = 'bytes'): Told[] {
  const heaps = twoSnapshots(before, after);
  return toldOf(compareHeaps(earlierHeap(heaps.before), heaps.after, weigh));
}

function toldOf({ growths, shapes }: Compared): Told[] {
  const told = (shape: number): string => {
    const { edge, name, class: kind } = shapes.stepOf(shape);
    return `${edge} ${name}: ${kind}`;
  };
  return growths.map(({ holder, members, ...growth }) => ({
    ...growth,
    holder: told(holder),
    members: members.map(told),
  }));
}

const items = (count: number, prefix = 'item', bytes = 100): Objects =>
  many(count, prefix, () => ({ name: 'Item', bytes }));

const list = (count: number, name = 'list', bytes = 100): Objects => ({
  ...arrayOf(name, keys(count, `${name}-item`)),
  ...items(count, `${name}-item`, bytes),
});

const cacheOf = (names: readonly string[]): Objects => ({
  ...scope('cache'),
  ...mapOf(
    'cache',
    names.map((name) => [`${name}-key`, name] as const),
  ),
  ...Object.fromEntries(names.map((name) => [`${name}-key`, { type: 'string', bytes: 20 }])),
  ...Object.fromEntries(names.map((name) => [name, { name: 'Session', bytes: 100 }])),
});

describe('what grew', () => {
  it('is held by an array, with what came less what went', () => {
    const before = { ...scope('list'), ...list(3) };
    const after = { ...scope('list'), ...list(10) };
    expect(grown(before, after)).toEqual([
      {
        holder: 'context list: Array',
        members: ['element *: Item'],
        isInPlace: false,
        bytes: 700,
        count: 7,
      },
    ]);
  });

  it('is held by a Map, not by its table; keys and values came together', () => {
    const [growth, ...others] = grown(cacheOf(keys(2, 's')), cacheOf(keys(8, 's')));
    expect(growth).toMatchObject({
      holder: 'context cache: Map',
      members: ['internal *: Session', 'internal *: (string)'],
      isInPlace: false,
      bytes: 720,
    });
    expect(others).toEqual([]);
  });

  it('is nothing where a full cache exchanges its entries', () => {
    expect(grown(cacheOf(keys(8, 'old')), cacheOf(keys(8, 'new')))).toEqual([]);
  });

  it('is nothing where nothing changes, and where more went than came', () => {
    const before = { ...scope('list'), ...list(9) };
    expect(grown(before, before)).toEqual([]);
    expect(grown(before, { ...scope('list'), ...list(3) })).toEqual([]);
  });

  it('is beside a full cache what is really added', () => {
    const program = (entries: string, items: number): Objects => ({
      ...cacheOf(keys(50, entries)),
      ...scope('cache', 'list'),
      ...list(items),
    });
    expect(grown(program('old', 2), program('new', 6))).toMatchObject([
      { holder: 'context list: Array', bytes: 400 },
    ]);
  });

  it('is found beside what shrank', () => {
    const program = (gone: number, came: number): Objects => ({
      ...scope('list', 'temporary'),
      ...list(came),
      ...list(gone, 'temporary'),
    });
    expect(grown(program(9, 2), program(3, 12))).toMatchObject([
      { holder: 'context list: Array', bytes: 1000, count: 10 },
    ]);
  });

  it.each([
    { at: 'the head', links: (count: number) => keys(count, 'link').toReversed() },
    { at: 'the tail', links: (count: number) => keys(count, 'link') },
  ])('is a linked list, to which $at is added', ({ links }) => {
    const program = (count: number): Objects => {
      const all = links(count);
      return { ...scope(`head → ${all[0]}`), ...listOf(all, { name: 'Link', bytes: 50 }) };
    };
    const growths = grown(program(5), program(20));
    expect(growths).toMatchObject([
      { holder: 'context head: Link', members: ['property next: Link'], isInPlace: false },
    ]);
    // A new head takes the place of the one that moved on.
    expect(growths[0]!.count).toBeGreaterThanOrEqual(14);
  });

  it('is the arrays of many tenants, as one growth', () => {
    const tenants = (each: number): Objects => ({
      ...scope('tenants'),
      ...mapOf(
        'tenants',
        keys(10, 't').map((key) => [`${key}-key`, key] as const),
      ),
      ...many(10, 't', () => ({})),
      ...Object.assign({}, ...keys(10, 't').map((key) => list(each, key))),
      ...Object.fromEntries(keys(10, 't').map((key) => [`${key}-key`, { type: 'string' }])),
    });
    expect(grown(tenants(2), tenants(6))).toEqual([
      {
        holder: 'internal *: Array',
        members: ['element *: Item'],
        isInPlace: false,
        bytes: 4000,
        count: 40,
      },
    ]);
  });

  it('is with all that hangs on what came', () => {
    const program = (count: number): Objects => ({
      ...scope('list'),
      ...arrayOf('list', keys(count, 'user')),
      ...many(count, 'user', (at) => ({ name: 'User', bytes: 30, edges: [`name → name${at}`] })),
      ...many(count, 'name', () => ({ type: 'string', bytes: 25 })),
    });
    expect(grown(program(2), program(6))).toEqual([
      {
        holder: 'context list: Array',
        members: ['element *: User'],
        isInPlace: false,
        bytes: 220,
        count: 4,
      },
    ]);
  });

  it('is of two leaks the bigger first', () => {
    const program = (small: number, big: number): Objects => ({
      ...scope('small', 'big'),
      ...list(small, 'small'),
      ...list(big, 'big'),
    });
    expect(grown(program(1, 1), program(4, 8))).toMatchObject([
      { holder: 'context big: Array', bytes: 700 },
      { holder: 'context small: Array', bytes: 300 },
    ]);
  });

  it.each([
    { small: 10, told: 2 },
    { small: 4, told: 1 },
  ])('is not told where it is less than a twentieth: $small of 200', ({ small, told }) => {
    const program = (smalls: number, bigs: number): Objects => ({
      ...scope('small', 'big'),
      ...list(smalls, 'small'),
      ...list(bigs, 'big'),
    });
    expect(grown(program(0, 0), program(small, 190))).toHaveLength(told);
  });

  it.each([
    { count: 1, isInPlace: null },
    { count: 2, isInPlace: false },
  ])('has at least two members: of $count large object', ({ count, isInPlace }) => {
    const after = { ...scope('list'), ...list(count, 'list', 100_000) };
    const [growth] = grown({ ...scope('list'), ...list(0) }, after);
    expect(growth?.isInPlace ?? null).toBe(isInPlace);
  });

  it('does not count what has an even number: Node’s own structures change theirs', () => {
    const after = {
      ...scope('list'),
      ...arrayOf('list', keys(9, 'item')),
      ...many(9, 'item', (at) => ({ type: 'native', name: 'Node / Timer', id: 1000 + 2 * at })),
    };
    expect(grown({ ...scope('list'), ...list(0) }, after)).toEqual([]);
  });

  it('does not count what nothing holds', () => {
    const before = { ...scope('list'), ...list(0) };
    expect(grown(before, { ...before, ...items(9) })).toEqual([]);
  });
});

describe('what became larger in its place', () => {
  it.each<{ what: string; before: Objects; after: Objects; holder: string; bytes: number }>([
    {
      what: 'the store of an array of small integers',
      before: { ...scope('list'), ...arrayOf('list', [], 800) },
      after: { ...scope('list'), ...arrayOf('list', [], 1600) },
      holder: 'context list: Array',
      bytes: 800,
    },
    {
      what: 'the table of a Map of small integers',
      before: { ...scope('map'), ...mapOf('map', [], 800) },
      after: { ...scope('map'), ...mapOf('map', [], 1600) },
      holder: 'context map: Map',
      bytes: 800,
    },
    {
      what: 'a text',
      before: { ...scope('text'), text: { type: 'string', bytes: 100 } },
      after: { ...scope('text → longer'), longer: { type: 'string', bytes: 1000 } },
      holder: 'context text: (string)',
      bytes: 900,
    },
    {
      what: 'a text as a whole, where a piece of it is what grew',
      before: {
        ...scope('text'),
        text: { type: 'concatenated string', edges: ['internal first → piece'] },
        piece: { type: 'string', bytes: 100 },
      },
      after: {
        ...scope('text → longer'),
        longer: { type: 'concatenated string', edges: ['internal first → more'] },
        more: { type: 'string', bytes: 1000 },
      },
      holder: 'context text: (string)',
      bytes: 900,
    },
    {
      what: 'an ArrayBuffer that doubles',
      before: {
        ...scope('buffer'),
        buffer: { name: 'ArrayBuffer', edges: ['internal backing_store → data'] },
        data: { type: 'native', name: 'system / JSArrayBufferData', bytes: 1024 },
      },
      after: {
        ...scope('buffer → larger'),
        larger: { name: 'ArrayBuffer', edges: ['internal backing_store → more'] },
        more: { type: 'native', name: 'system / JSArrayBufferData', bytes: 2048 },
      },
      holder: 'context buffer: ArrayBuffer',
      bytes: 1024,
    },
  ])('is $what', ({ before, after, holder, bytes }) => {
    // A store that grows is another object.
    const moved = Object.fromEntries(
      Object.entries(after).map(([key, object]) => [
        key,
        object.type === 'array' ? { ...object, id: 99_999 } : object,
      ]),
    );
    expect(grown(before, moved)).toMatchObject([{ holder, isInPlace: true, bytes, count: 0 }]);
  });

  it('belongs to what came into it, where both grow', () => {
    const program = (count: number, storeBytes: number, id: number): Objects => {
      const array = arrayOf('list', keys(count, 'item'), storeBytes);
      return {
        ...scope('list'),
        ...array,
        'list-store': { ...array['list-store'], id },
        ...items(count),
      };
    };
    expect(grown(program(2, 100, 7001), program(6, 300, 7003))).toMatchObject([
      { holder: 'context list: Array', isInPlace: false, bytes: 600, count: 4 },
    ]);
  });
});

describe('what is outside of the heap', () => {
  const handles = (count: number, name: string, bytes: number): Objects => ({
    ...arrayOf(name, keys(count, name)),
    ...many(count, name, () => ({ name: 'Handle', bytes })),
  });
  const program = (few: number, manyOthers: number): Objects => ({
    ...scope('large', 'small'),
    ...handles(few, 'large', 1000),
    ...handles(manyOthers, 'small', 10),
  });

  it('has not grown in its place: its bytes say nothing', () => {
    const array = (storeBytes: number, id: number): Objects => ({
      ...arrayOf('log', [], storeBytes),
      'log-store': { ...arrayOf('log', [], storeBytes)['log-store'], id },
    });
    const growths = grown(
      { ...program(0, 0), ...scope('large', 'small', 'log'), ...array(100, 9001) },
      { ...program(0, 20), ...scope('large', 'small', 'log'), ...array(9000, 9003) },
      'count',
    );
    expect(growths).toMatchObject([{ holder: 'context small: Array', count: 20 }]);
  });

  it('is weighed by the number of its objects; their bytes are still bytes', () => {
    const growths = grown(program(0, 0), program(3, 20), 'count');
    expect(growths).toMatchObject([
      { holder: 'context small: Array', count: 20, bytes: 200 },
      { holder: 'context large: Array', count: 3, bytes: 3000 },
    ]);
  });
});

describe('a long list', () => {
  it('of 100,000 links is compared', () => {
    const program = (count: number): Objects => ({
      ...scope('head → link0'),
      ...listOf(keys(count, 'link'), { name: 'Link' }),
    });
    const { before, after } = twoSnapshots(program(10), program(100_000));
    const counted = countReads(after);
    const compared = compareHeaps(earlierHeap(before), counted.graph);
    expect(toldOf(compared)).toMatchObject([{ holder: 'context head: Link', count: 99_990 }]);
    // Edges are looked at when paths are found and when they are told: a fixed number of times.
    expect(counted.reads()).toBeLessThan(8 * after.edgeCount);
  });
});
