import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/harness/schedule.ts';
import { bufferKind } from '../../src/heap/buffer-contents.ts';
import type { Word } from '../helpers/heap-image.ts';
import { heapImage, heapMarker, to } from '../helpers/heap-image.ts';

const MADE = 40;
const name = (i: number): string => `made ${i}`;

/** What a block is that holds these words, beside 40 small blocks in the order of their making. */
function kindOf(words: readonly Word[]): string {
  const blocks = [
    { name: 'buffer', words },
    ...Array.from({ length: MADE }, (_, i) => ({ name: name(i), words: [0, 0, 0] })),
  ];
  const image = heapImage(blocks);
  const heap = heapMarker().mark(image.copy)!;
  const start = image.at('buffer');
  const sequenceOf = (address: number): number | null => {
    const block = heap.find(address);
    return block > 0 && address === heap.blocks().starts[block] ? block : null;
  };
  return bufferKind(heap, { start, size: heap.sizeOf(0), heldAt: null }, sequenceOf);
}

const inOrder = Array.from({ length: MADE }, (_, i) => i);
/** The same in another order: 7 and 40 have no common factor. */
const scattered = inOrder.map((i) => (7 * i) % MADE);
const numbers = Array.from({ length: 1000 }, (_, i) => 2 * i + 1);

describe('a buffer of pointers', () => {
  it('is a list where they stand in the order of their making', () => {
    expect(kindOf(inOrder.map((i) => to(name(i))))).toBe('list');
  });

  it('is a table where they stand anyhow', () => {
    expect(kindOf(scattered.map((i) => to(name(i))))).toBe('table');
  });

  it('is a list also of structs that hold some', () => {
    expect(kindOf(inOrder.flatMap((i) => [to(name(i)), i + 1, 7, 7]))).toBe('list');
  });
});

describe('a buffer of numbers', () => {
  it('is no table for some that look like addresses', () => {
    const words: Word[] = [...numbers];
    scattered.forEach((i, at) => {
      words[25 * at] = to(name(i));
    });
    expect(kindOf(words)).toBe('plain');
  });

  it('is a table where they are scattered among zeros', () => {
    const random = seededRandom(7);
    const words = numbers.map((n) => (random() < 0.5 ? n : 0));
    expect(kindOf(words)).toBe('table');
  });
});
