import { describe, expect, it } from 'vitest';
import type { LargeBlock } from '../../src/heap/large-blocks.ts';
import { grownBuffers, largeBlocks } from '../../src/heap/large-blocks.ts';
import type { ImagedBlock, Word } from '../helpers/heap-image.ts';
import { block, heapImage, heapMarker, STATIC_FROM, to, zeros } from '../helpers/heap-image.ts';

const buffer = (size: number, ...keys: string[]): LargeBlock => ({ block: 7, size, keys });
const grown = (...rests: LargeBlock[][]) => grownBuffers(rests).map((one) => one.grownBytes);

describe('a buffer grows', () => {
  it('where it is larger at each rest', () => {
    const rests = [100, 200, 400].map((size) => [buffer(size, 'own')]);
    expect(grownBuffers(rests)).toEqual([{ block: 7, size: 400, grownBytes: 300 }]);
  });

  it.each([
    { sizes: [1000, 1400, 1960], bytes: [960] },
    { sizes: [1000, 1400, 1959], bytes: [] },
    { sizes: [1000, 1399, 1960], bytes: [] },
    { sizes: [1000, 1000, 1000], bytes: [] },
    { sizes: [2000, 1000, 1400], bytes: [] },
    { sizes: [1000, 1400], bytes: [400] },
    { sizes: [1000, 1399], bytes: [] },
    { sizes: [1000], bytes: [] },
    { sizes: [], bytes: [] },
  ])('by a factor of 1.4 each time: $sizes', ({ sizes, bytes }) => {
    expect(grown(...sizes.map((size) => [buffer(size, 'own')]))).toEqual(bytes);
  });

  it('where it began later: by what it is larger than at the rest before', () => {
    expect(grown([], [buffer(200, 'own')], [buffer(400, 'own')])).toEqual([200]);
  });

  it('but not where it has just come up', () => {
    expect(grown([buffer(100, 'own')], [], [buffer(400, 'own')])).toEqual([]);
  });

  it('known by the first of its names that is known', () => {
    const before = [buffer(390, 'place'), buffer(200, 'own')];
    expect(grown(before, [buffer(400, 'new', 'own', 'place')])).toEqual([200]);
    expect(grown(before, [buffer(400, 'new', 'place', 'own')])).toEqual([]);
    expect(grown(before, [buffer(400, 'new')])).toEqual([]);
  });

  it('and where several had a name, than the largest of them', () => {
    for (const sizes of [
      [200, 390],
      [390, 200],
    ]) {
      expect(
        grown(
          sizes.map((size) => buffer(size, 'place')),
          [buffer(400, 'place')],
        ),
      ).toEqual([]);
    }
  });
});

/** Blocks that are looked at, by their names, with what they are known by. */
function named(
  blocks: readonly ImagedBlock[],
  statics: readonly Word[],
  sequenceOf: (name: string) => number = () => 0,
) {
  const image = heapImage(blocks, statics);
  const heap = heapMarker().mark(image.copy)!;
  const nameOf = (number: number): string => blocks[number]!.name;
  const large = largeBlocks(heap, heap.blocks(), (number) => sequenceOf(nameOf(number)));
  return {
    image,
    large: large.map(({ block: number, ...rest }) => ({ name: nameOf(number), ...rest })),
  };
}

describe('a block that may be a buffer', () => {
  it('has 64 bytes or more; the largest come first', () => {
    const blocks = [60, 68, 100, 84].map((size) => block(`${size}`, ...zeros(size)));
    expect(named(blocks, []).large.map(({ name, size }) => [name, size])).toEqual([
      ['100', 100],
      ['84', 84],
      ['68', 68],
    ]);
  });

  it('is one of the 512 largest', () => {
    const sizes = [...new Array<number>(511).fill(100), 92, 84, 76];
    const { large } = named(
      sizes.map((size, i) => block(`${size} ${i}`, ...zeros(size))),
      [],
    );
    expect(large).toHaveLength(512);
    expect(large.at(-1)!.name).toBe('92 511');
  });

  it('of as large ones is the first', () => {
    const blocks = Array.from({ length: 600 }, (_, i) => block(`${i}`, ...zeros(100)));
    expect(named(blocks, []).large.map(({ name }) => name)).toEqual(
      Array.from({ length: 512 }, (_, i) => `${i}`),
    );
  });

  it('goes by its own number', () => {
    expect(named([block('a', ...zeros(68))], [], () => 9).large[0]!.keys).toEqual(['block 9']);
  });

  it('goes by its address where it has none', () => {
    const { large, image } = named([block('a', ...zeros(68))], []);
    expect(large[0]!.keys).toEqual([`block at ${image.at('a')}`]);
  });

  it('goes by each word that holds it, in other blocks first, and by the way from its root', () => {
    const blocks = [block('a', ...zeros(68)), block('struct', 1, 2, to('a'))];
    const numbers = (name: string): number => ({ a: 9, struct: 4 })[name]!;
    const { large } = named(blocks, [0, to('a'), to('struct')], numbers);
    expect(large[0]!.keys).toEqual([
      'block 9',
      'block 4 + 8',
      `word at ${STATIC_FROM + 4}`,
      `root ${STATIC_FROM + 4}: `,
    ]);
  });

  const chain = (holders: number): ImagedBlock[] => [
    ...Array.from({ length: holders }, (_, i) =>
      block(`${i}`, 0, 0, to(i + 1 === holders ? 'a' : `${i + 1}`)),
    ),
    block('a', ...zeros(68)),
  ];
  const ways = (blocks: readonly ImagedBlock[], statics: readonly Word[]) =>
    named(blocks, statics).large[0]!.keys.filter((key) => key.startsWith('root'));

  it.each([
    { holders: 1, keys: [`root ${STATIC_FROM}: 8`] },
    { holders: 2, keys: [`root ${STATIC_FROM}: 8, 8`] },
    { holders: 3, keys: [] },
  ])('goes by the way from its root over $holders others', ({ holders, keys }) => {
    expect(ways(chain(holders), [to('0')])).toEqual(keys);
  });

  it('goes by no way where nothing leads to it', () => {
    expect(ways(chain(1), [])).toEqual([]);
  });

  it('goes by no way from outside, where all handles are alike', () => {
    const heap = heapMarker().mark(heapImage(chain(1)).copy)!;
    heap.holdFromOutside([0]);
    const [{ keys } = { keys: [] }] = largeBlocks(heap, heap.blocks(), () => 5);
    expect(keys).toEqual(['block 5', 'block 5 + 8']);
  });
});
