import { describe, expect, it } from 'vitest';
import { isGrowth } from '../../src/heap/births.ts';
import { OUTSIDE_SLOT } from '../../src/heap/marker.ts';
import { holdOldest } from '../../src/heap/outside.ts';
import type { ImagedBlock, Word } from '../helpers/heap-image.ts';
import { block, heapImage, heapMarker, to, zeros } from '../helpers/heap-image.ts';

/** Names of the blocks that are not lost, and of those among them that are held from outside. */
function held(
  blocks: readonly (ImagedBlock & { readonly window?: number; readonly fromSetup?: boolean })[],
  statics: readonly Word[] = [],
) {
  const heap = heapMarker().mark(heapImage(blocks, statics).copy)!;
  const windows = Uint8Array.from(blocks, ({ window = 0 }) => window);
  const growth = Float64Array.from(windows, (window) => (isGrowth(window) ? 16 : 0));
  holdOldest(
    heap,
    windows,
    () => growth,
    (number) => blocks[number]!.fromSetup === true,
  );
  const { slots } = heap.blocks();
  const named = (has: (slot: number) => boolean) =>
    blocks.flatMap(({ name }, i) => (has(slots[i]!) ? [name] : []));
  return { reached: named((slot) => slot !== 0), outside: named((slot) => slot === OUTSIDE_SLOT) };
}

describe('a handle outside holds', () => {
  const item = { ...block('item'), window: 1 };

  it('what growth hangs on', () => {
    const blocks = [block('handle', to('node')), block('node', 1, to('item')), item];
    expect(held(blocks).reached).toContain('item');
    expect(held([block('handle', to('item')), item])).toEqual({
      reached: ['handle', 'item'],
      outside: ['handle'],
    });
  });

  it('nothing else of the first operations', () => {
    const late = { ...block('late'), window: 6 };
    const blocks = [block('forgotten', to('late')), late, block('alone')];
    expect(held(blocks).reached).toEqual([]);
  });

  it('but all from before them', () => {
    const blocks = [
      { ...block('made', to('kept')), fromSetup: true },
      block('kept'),
      block('alone'),
    ];
    expect(held(blocks).outside).toContain('made');
    expect(held(blocks).reached).toEqual(['made', 'kept']);
  });

  it('nothing that was made later', () => {
    expect(held([item, { ...block('a'), window: 1, fromSetup: true }]).reached).toEqual([]);
  });

  it('nothing that the module holds itself', () => {
    const blocks = [block('a', to('item')), item];
    expect(held(blocks, [to('a')])).toEqual({ reached: ['a', 'item'], outside: [] });
  });

  it('what it holds beside what the module holds', () => {
    const other = { ...block('other'), window: 1 };
    const blocks = [block('a', to('item')), item, block('b', to('other')), other];
    expect(held(blocks, [to('a')])).toEqual({
      reached: ['a', 'item', 'b', 'other'],
      outside: ['b'],
    });
  });

  describe('nothing that is like what is lost all the time', () => {
    const LOST = [1, 2, 3, 4, 5];
    /** Forgotten ones of 60 bytes, of which a word that is left over links some to others. */
    const forgotten = (window: number, ...words: Word[]) => ({
      ...block(`forgotten ${window}`, ...words, ...zeros(60, words.length)),
      window,
    });
    const all = (windows: readonly number[]) => [
      { ...block('handle', to('forgotten 6')), fromSetup: true },
      forgotten(6, to('forgotten 7')),
      forgotten(7),
      ...windows.map((window) => forgotten(window)),
    ];

    it('even where a word leads there', () => {
      expect(held(all(LOST)).reached).toEqual(['handle']);
    });

    it('but in a few of the windows', () => {
      expect(held(all([1, 2, 3, 4])).reached).toEqual(['handle', 'forgotten 6', 'forgotten 7']);
    });

    it('but for what was there before', () => {
      const blocks = [
        ...all(LOST),
        { ...block('shared', to('item')), fromSetup: true },
        item,
        forgotten(0, to('shared')),
        { ...forgotten(1, to('shared')), name: 'user' },
      ];
      expect(held(blocks).reached).toEqual(expect.arrayContaining(['handle', 'shared', 'item']));
      expect(held(blocks).reached).not.toContain('user');
    });
  });
});
