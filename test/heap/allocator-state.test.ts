import { describe, expect, it } from 'vitest';
import { withoutAllocatorState } from '../../src/heap/allocator-state.ts';

const BINS = 2048;
const SEGMENT = { start: 65_536, size: 65_536 };
const roots = [{ from: 1024, to: 4096 }];

/** Memory with empty bins, and the record of a segment so many bytes behind them. */
function memoryWith(record: number | null, bins = BINS): Uint8Array {
  const memory = new Uint8Array(2 * 65_536);
  const words = new Uint32Array(memory.buffer);
  for (let bin = 0; bin < 32; bin++) {
    words.fill(bins + 8 * bin, bins / 4 + 2 * bin + 2, bins / 4 + 2 * bin + 4);
  }
  if (record !== null) words.set([SEGMENT.start, SEGMENT.size], (bins + record) / 4);
  return memory;
}

describe('the state of dlmalloc is no root', () => {
  it.each([
    { of: 'C', record: 408, from: BINS - 40, to: BINS + 432 },
    { of: 'Rust', record: 416, from: BINS - 8, to: BINS + 448 },
    { of: 'newer Rust', record: -16, from: BINS - 144, to: BINS + 312 },
    { of: 'an unknown layout: its bins alone', record: null, from: BINS, to: BINS + 264 },
  ])('of $of', ({ record, from, to }) => {
    expect(withoutAllocatorState(memoryWith(record), roots)).toEqual([
      { from: 1024, to: from },
      { from: to, to: 4096 },
    ]);
  });

  it('also where bins in use lead elsewhere', () => {
    const memory = memoryWith(416);
    new Uint32Array(memory.buffer).fill(70_000, BINS / 4 + 6, BINS / 4 + 40);
    expect(withoutAllocatorState(memory, roots)).toHaveLength(2);
  });

  it('and nothing else is left out', () => {
    const memory = new Uint8Array(65_536);
    const words = new Uint32Array(memory.buffer);
    // An empty ring of a program's own points to its own head, and a single pair is no two bins.
    words.fill(2048, 512, 514);
    words.fill(3000 - 8, 750, 752);
    expect(withoutAllocatorState(memory, roots)).toEqual(roots);
  });

  it('nor what lies beyond the roots', () => {
    expect(withoutAllocatorState(memoryWith(416, 8192), roots)).toEqual(roots);
  });

  it('at the edge of a root', () => {
    const range = [{ from: BINS, to: BINS + 300 }];
    expect(withoutAllocatorState(memoryWith(416), range)).toEqual([]);
  });
});
