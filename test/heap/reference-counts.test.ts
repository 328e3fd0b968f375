import { describe, expect, it } from 'vitest';
import { compareHeaps, earlierHeap } from '../../src/heap/object-growth.ts';
import { isReferenceCounted } from '../../src/heap/reference-counts.ts';
import type { Objects } from '../helpers/object-heap.ts';
import { arrayOf, keys, scope, twoSnapshots } from '../helpers/object-heap.ts';
import type { TinyObject } from '../helpers/tiny-heap.ts';

const NUMBERS: Objects = Object.fromEntries(
  keys(5, 'n').flatMap((key, value) => [
    [key, { type: 'number', name: 'smi number', edges: [`internal value → ${key}-text`] }],
    [`${key}-text`, { type: 'string', name: String(value) }],
  ]),
);

/**
 * Pairs in a registry's array, or in entries of it; of each the edges of the first and of the second.
 */
function isCounted(
  pairs: number,
  edgesOf: (a: string, b: string, at: number) => readonly [TinyObject, TinyObject],
  { entries = false } = {},
): boolean {
  const pair = (at: number): Objects => {
    const [a, b] = edgesOf(`a${at}`, `b${at}`, at);
    return { [`a${at}`]: { name: 'Resource', ...a }, [`b${at}`]: { name: 'Resource', ...b } };
  };
  const program = (count: number): Objects => ({
    ...scope('registry', 'n0', 'n1', 'n2', 'n3', 'n4'),
    ...arrayOf(
      'registry',
      keys(count, '').flatMap((at) => (entries ? [`ea${at}`, `eb${at}`] : [`a${at}`, `b${at}`])),
    ),
    ...Object.fromEntries(
      ['a', 'b'].flatMap((name) =>
        keys(entries ? count : 0, name).map((key) => [`e${key}`, { edges: [`resource → ${key}`] }]),
      ),
    ),
    ...NUMBERS,
    ...Object.assign({}, ...keys(count, '').map((at) => pair(Number(at)))),
  });
  const { before, after } = twoSnapshots(program(0), program(pairs));
  const compared = compareHeaps(earlierHeap(before), after);
  const members = Object.entries(after.node)
    .filter(([key]) => /^[ab]\d/.test(key))
    .map(([, node]) => node);
  return isReferenceCounted(
    compared,
    members,
    compared.told.filter((node) => compared.isBorn[node] === 1),
  );
}

const to = (...edges: string[]): TinyObject => ({ edges });

describe('objects count references', () => {
  it.each<{
    what: string;
    is: boolean;
    edgesOf: Parameters<typeof isCounted>[1];
  }>([
    {
      what: 'that lead to each other, each with a number of 1',
      is: true,
      edgesOf: (a, b) => [to(`other → ${b}`, 'count → n1'), to(`other → ${a}`, 'count → n1')],
    },
    {
      what: 'that lead to each other twice, each with a number of 2',
      is: true,
      edgesOf: (a, b) => [
        to(`left → ${b}`, `right → ${b}`, 'count → n2'),
        to(`left → ${a}`, `right → ${a}`, 'count → n2'),
      ],
    },
    {
      what: 'that lead to themselves',
      is: false,
      edgesOf: (a, b) => [to(`self → ${a}`, 'count → n1'), to(`self → ${b}`, 'count → n1')],
    },
    {
      what: 'without a number',
      is: false,
      edgesOf: (a, b) => [to(`other → ${b}`), to(`other → ${a}`)],
    },
    {
      what: 'with another number',
      is: false,
      edgesOf: (a, b) => [to(`other → ${b}`, 'id → n4'), to(`other → ${a}`, 'id → n3')],
    },
    {
      what: 'that are on no cycle',
      is: false,
      edgesOf: (_, b) => [to(`other → ${b}`, 'count → n1'), to('count → n1')],
    },
    {
      what: 'whose way back is weak',
      is: false,
      edgesOf: (a, b) => [to(`other → ${b}`, 'count → n1'), to(`weak other → ${a}`, 'count → n1')],
    },
  ])('$what: $is', ({ is, edgesOf }) => {
    expect(isCounted(10, edgesOf)).toBe(is);
  });

  it.each([
    { right: 6, is: true },
    { right: 5, is: false },
  ])('where most of them do: $right of 10 pairs', ({ right, is }) => {
    const counted = (at: number): string => (at < right ? 'count → n1' : 'count → n4');
    expect(
      isCounted(10, (a, b, at) => [
        to(`other → ${b}`, counted(at)),
        to(`other → ${a}`, counted(at)),
      ]),
    ).toBe(is);
  });

  it('and not those on an emitter, which counts events', () => {
    const emitter = (other: string, count: string) => to(`other → ${other}`, `${count} → n1`);
    const counts = (count: string): boolean =>
      isCounted(10, (a, b) => [emitter(b, count), emitter(a, count)]);
    expect([counts('references'), counts('_eventsCount')]).toEqual([true, false]);
  });

  it('but for the one by which the registry leads to them', () => {
    const pair = (a: string, b: string) =>
      [to(`other → ${b}`, 'count → n1'), to(`other → ${a}`, 'count → n1')] as const;
    expect(isCounted(10, pair, { entries: true })).toBe(true);
  });

  it('where there are several', () => {
    const { before, after } = twoSnapshots(scope(), scope());
    const none = compareHeaps(earlierHeap(before), after);
    expect(isReferenceCounted(none, [], none.told)).toBe(false);
    expect(isReferenceCounted(none, [1], none.told)).toBe(false);
  });
});
