import { describe, expect, it } from 'vitest';
import { Slab } from '../../scenarios/slab.ts';

describe('Slab', () => {
  it('counts the blocks that are out', () => {
    const slab = new Slab(64);
    const [first] = take(slab, 3);
    expect(slab.taken).toBe(3);
    slab.give(first!);
    expect(slab.taken).toBe(2);
  });

  it('hands out a block that was given back before it grows', () => {
    const slab = new Slab(64);
    const blocks = take(slab, 1500);
    const size = slab.byteLength;
    for (const block of blocks) slab.give(block);
    const again = take(slab, 1500);
    expect(new Set(again)).toEqual(new Set(blocks));
    expect(slab.byteLength).toBe(size);
  });

  it('grows by a chunk when every block is out', () => {
    const slab = new Slab(1020);
    expect(slab.byteLength).toBe(0);
    take(slab, 64);
    expect(slab.byteLength).toBe(65_536);
    take(slab, 1);
    expect(slab.byteLength).toBe(131_072);
  });

  it.each([1, 3, 64, 255, 1024, 65_532])('keeps blocks of %i bytes apart', (blockBytes) => {
    const slab = new Slab(blockBytes);
    const blocks = take(slab, 300);
    blocks.forEach((block, nth) => {
      slab.bytes(block).fill(nth % 256);
    });
    blocks.forEach((block, nth) => {
      expect(slab.bytes(block).length).toBe(blockBytes);
      expect(slab.bytes(block).every((byte) => byte === nth % 256)).toBe(true);
    });
    // A header overwritten by a neighbour would make its block look like one that is not out.
    for (const block of blocks) slab.give(block);
    expect(slab.taken).toBe(0);
  });

  it('refuses a block that was given back already, and does not hand it out twice', () => {
    const slab = new Slab(64);
    const [block] = take(slab, 2);
    slab.give(block!);
    expect(() => slab.give(block!)).toThrow(/Block 0 is not taken/);
    expect(slab.taken).toBe(1);
    const [first, second] = take(slab, 2);
    expect(first).not.toBe(second);
  });

  it('refuses the bytes of a block that was given back', () => {
    const slab = new Slab(64);
    const block = slab.take();
    slab.give(block);
    expect(() => slab.bytes(block)).toThrow(/Block 0 is not taken/);
  });

  it.each([-1, 0.5, 1, 1_000_000, Number.NaN])('refuses %d, which it never handed out', (block) => {
    // 16 words with the header: half a block later is a word of its bytes, here one like a header.
    const slab = new Slab(60);
    slab.bytes(slab.take()).fill(255);
    expect(() => slab.give(block)).toThrow(/no block of this slab/);
    expect(() => slab.bytes(block)).toThrow(/no block of this slab/);
  });

  it.each([0, -1, 65_533, Number.NaN])('refuses blocks of %d bytes', (blockBytes) => {
    expect(() => new Slab(blockBytes)).toThrow(/1 to 65532 bytes/);
  });
});

const take = (slab: Slab, count: number): number[] =>
  Array.from({ length: count }, () => slab.take());
