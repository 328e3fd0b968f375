import { describe, expect, it } from 'vitest';
import { createTextStore } from '../../src/heap/text-store.ts';

/** As the reader gives them: in blocks of texts that lie end to end. */
function stored(blocks: readonly (readonly string[])[]) {
  const store = createTextStore(() => {});
  let byteCount = 0;
  for (const texts of blocks) {
    const begins = texts.map((text) => {
      const begin = byteCount;
      byteCount += Buffer.byteLength(text);
      return begin;
    });
    store.add(Buffer.from(texts.join('')), Uint32Array.from(begins));
  }
  return store.table();
}

const MEBIBYTE = 2 ** 20;

describe('stored texts', () => {
  it('are the same when they are asked for, whatever blocks they came in', () => {
    const texts = Array.from({ length: 200_000 }, (_, i) => `text ${i}`.repeat(i % 3));
    const table = stored([texts.slice(0, 70_000), [], texts.slice(70_000)]);
    expect(Array.from({ length: table.count }, (_, i) => table.get(i))).toEqual(texts);
  });

  it('are found by what they contain', () => {
    const table = stored([
      ['a pair', 'a', ' pair of', '', 'pair'],
      ['impair', 'pai', 'r'],
    ]);
    expect(table.withText('pair')).toEqual([0, 2, 4, 5]);
    expect(table.withText('a pair')).toEqual([0]);
    expect(table.withText('none')).toEqual([]);
  });

  it.each([0, 1, 2, 3, 4])('are found across the end of a piece of memory, %i before', (before) => {
    const filler = 'x'.repeat(MEBIBYTE - before);
    expect(stored([[filler, 'pair']]).withText('pair')).toEqual([1]);
    expect(stored([[`${filler}pair`, 'y']]).withText('pair')).toEqual([0]);
    expect(stored([[`${filler}pa`, 'ir']]).withText('pair')).toEqual([]);
  });

  it('are each told once, however often they contain it', () => {
    expect(stored([['pairpair', 'pair pair']]).withText('pair')).toEqual([0, 1]);
  });
});
