import { describe, expect, it } from 'vitest';
import { HeapTooLarge } from '../../src/heap/arena.ts';
import type { HeapCopy } from '../../src/heap/marker.ts';
import { GLOBAL_SLOT, NONE, OUTSIDE_SLOT } from '../../src/heap/marker.ts';
import type { ImagedBlock, Word } from '../helpers/heap-image.ts';
import { block, heapImage, heapMarker, to } from '../helpers/heap-image.ts';

/** Names of the blocks that something leads to. */
function reached(
  blocks: readonly ImagedBlock[],
  statics: readonly Word[],
  over: Partial<HeapCopy> = {},
): string[] {
  const image = heapImage(blocks, statics, over);
  const { slots } = heapMarker().mark(image.copy)!.blocks();
  return blocks.flatMap(({ name }, i) => (slots[i] === 0 ? [] : [name]));
}

describe('a block is reached', () => {
  it.each([
    { by: 'its address in static memory', word: to('a') },
    { by: 'an address within it', word: to('a', 4) },
    { by: 'its address with a tag', word: to('a', 1) },
  ])('by $by', ({ word }) => {
    expect(reached([block('a'), block('b')], [0, word])).toEqual(['a']);
  });

  it.each([
    { by: 'a number', word: 12_345 },
    { by: 'the address behind its last word, where the next chunk begins', word: to('a', 12) },
    { by: 'the address of its header', word: to('b', -8) },
  ])('by nothing else: $by', ({ word }) => {
    expect(reached([block('a'), block('b')], [word])).toEqual([]);
  });

  it('through others', () => {
    const blocks = [block('a', 7, to('c')), block('b', to('a')), block('c', 0, 0, to('a'))];
    expect(reached(blocks, [to('a')])).toEqual(['a', 'c']);
  });

  it('by a global', () => {
    const blocks = [block('a'), block('b')];
    const image = heapImage(blocks);
    const globals = [{ index: 3, value: image.at('b') }];
    const { slots, parents } = heapMarker()
      .mark({ ...image.copy, globals })!
      .blocks();
    expect([...slots]).toEqual([0, GLOBAL_SLOT + 3]);
    expect([...parents]).toEqual([NONE, NONE]);
  });

  it('not by a word that stands there as the module brought it', () => {
    const image = heapImage([block('a')], [to('a')]);
    const bytes = image.copy.memory.slice(1024, 1028);
    const copy = { ...image.copy, initial: [{ at: 1024, bytes }] };
    expect(heapMarker().mark(copy)!.blocks().slots[0]).toBe(0);
  });

  it('from the first of the ranges that lead to it', () => {
    const image = heapImage([block('a', to('b')), block('b')], [to('b'), to('a')]);
    const roots = [
      { from: 1028, to: 2048 },
      { from: 1024, to: 1028 },
    ];
    const { parents } = heapMarker()
      .mark({ ...image.copy, roots })!
      .blocks();
    expect([...parents]).toEqual([NONE, 0]);
  });
});

describe('a marked heap', () => {
  it('knows the block that an address lies in', () => {
    const image = heapImage([block('a'), block('b')]);
    const heap = heapMarker().mark(image.copy)!;
    expect(heap.find(image.at('b') + 5)).toBe(1);
    expect(heap.find(image.at('a') - 8)).toBe(-1);
    expect([heap.word(image.at('a') - 4) & ~7, heap.sizeOf(0)]).toEqual([16, 12]);
  });

  it('holds from outside what it is told to, and all that hangs on it', () => {
    const image = heapImage([block('a', to('b')), block('b'), block('c')]);
    const heap = heapMarker().mark(image.copy)!;
    heap.holdFromOutside([0]);
    const { slots } = heap.blocks();
    expect([slots[0], slots[1] === 0, slots[2]]).toEqual([OUTSIDE_SLOT, false, 0]);
  });

  it('holds nothing from outside through what it is to leave out', () => {
    const image = heapImage([block('a', to('b')), block('b', to('c')), block('c')]);
    const heap = heapMarker().mark(image.copy)!;
    heap.holdFromOutside([0], Uint8Array.of(0, 1, 0));
    expect([...heap.blocks().slots].map((slot) => slot !== 0)).toEqual([true, false, false]);
    heap.holdFromOutside([0]);
    expect([...heap.blocks().slots].every((slot) => slot !== 0)).toBe(true);
  });

  it('tells what some lost blocks lead to, not through others', () => {
    const blocks = [block('a', to('b')), block('b', to('c')), block('c'), block('d', to('c'))];
    const flagsOf = (flags: number[], without: number[], statics: readonly Word[] = []) => [
      ...heapMarker()
        .mark(heapImage(blocks, statics).copy)!
        .lostThrough(Uint8Array.from(flags), Uint8Array.from(without)),
    ];
    expect(flagsOf([1, 0, 0, 0], [0, 0, 0, 0])).toEqual([1, 1, 1, 0]);
    expect(flagsOf([1, 0, 0, 0], [0, 1, 0, 0])).toEqual([1, 0, 0, 0]);
    expect(flagsOf([1, 0, 0, 0], [0, 0, 0, 0], [to('b')])).toEqual([1, 0, 0, 0]);
  });

  it('has no block where nothing is allocated', () => {
    const heap = heapMarker().mark(heapImage([], [4096, 5000]).copy)!;
    expect([heap.blocks().count, heap.find(4104), heap.freeBytes > 0]).toEqual([0, -1, true]);
  });

  it('does not ask static memory that is as it was at first where a block is held', () => {
    const image = heapImage([block('a')], [to('a'), to('a')]);
    const bytes = image.copy.memory.slice(1024, 1028);
    const initial = [{ at: 1024, bytes: new Uint8Array([...bytes, 0, 0, 0, 0]) }];
    expect(
      heapMarker()
        .mark({ ...image.copy, initial })!
        .placesOf([0]),
    ).toEqual([[1028]]);
  });

  it('tells where words are that lead to a block, at most two of each holder', () => {
    const many = Array.from({ length: 9 }, () => to('a'));
    const image = heapImage([block('a'), block('b', ...many)], [to('b'), to('a')]);
    const [places] = heapMarker().mark(image.copy)!.placesOf([0]);
    expect(places).toEqual([1028, image.at('b'), image.at('b') + 4]);
  });

  it('finds pointers that are not aligned where many blocks hang on them', () => {
    // Of c not the address stands there, but a number within.
    const image = heapImage([block('a'), block('b', 0, 0, 0), block('c')], [to('b')]);
    new DataView(image.copy.memory.buffer).setUint32(image.at('b') + 1, image.at('a'), true);
    new DataView(image.copy.memory.buffer).setUint32(image.at('b') + 5, image.at('c') + 4, true);
    const heap = heapMarker().mark(image.copy)!;
    expect(heap.markUnaligned(2)).toBe(false);
    expect(heap.blocks().slots[0]).toBe(0);
    expect(heap.markUnaligned(1)).toBe(true);
    expect(heap.blocks().slots[0]).not.toBe(0);
  });

  it('is none where a header is wrong', () => {
    const image = heapImage([block('a'), block('b')]);
    new DataView(image.copy.memory.buffer).setUint32(image.at('b') - 4, 21, true);
    expect(heapMarker().mark(image.copy)).toBeNull();
  });

  it('is refused where it would take more memory than there may be', () => {
    const image = heapImage([block('a')], [], { allocator: 'stub' });
    const memory = new Proxy(image.copy.memory, {
      get: (target, key) => (key === 'length' ? 3.6 * 2 ** 30 : Reflect.get(target, key)),
    });
    expect(() => heapMarker().mark({ ...image.copy, memory })).toThrow(HeapTooLarge);
  });
});
