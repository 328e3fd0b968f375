import { describe, expect, it } from 'vitest';
import { growthByBirths } from '../../src/analysis/growth-by-births.ts';
import type { HeapGrowth, WasmHeap } from '../../src/record/schema.ts';
import { buffer, growthGroup, rising, wasmHeap, windows } from '../helpers/wasm-heap.ts';

/** Of 1024 operations a part is 128: 2048 bytes in each are 16 bytes an operation. */
const kindOf = (heap: WasmHeap, detect = 1): string | null =>
  growthByBirths([heap], detect)?.kind ?? null;
const held = growthGroup();
const lost = growthGroup({ kind: 'lost' });

describe('births tell growth', () => {
  it('by the bytes that the operations of five parts left', () => {
    const byWindow = windows(2048, { 3: 1920, 6: 2304 });
    expect(growthByBirths([wasmHeap([growthGroup({ byWindow })])], 1)).toEqual({
      kind: 'growing',
      bytesPerOperation: { estimate: 16, low: 15, high: 18 },
      confidence: 0.969,
      shape: 'linear',
      from: { operations: 128, bytes: 0, operatingMs: 0 },
      rule: 'births',
    });
  });

  it.each([
    { half: 5120, shape: 'staircase', interval: { estimate: 16, low: 8, high: 32 } },
    { half: 5119, shape: 'linear', interval: { estimate: 16, low: 16, high: 16 } },
  ])('in steps where a block of $half of 10240 bytes grows', ({ half, shape, interval }) => {
    const group = growthGroup({ buffers: [buffer('plain', half)] });
    expect(growthByBirths([wasmHeap([group])], 1)).toMatchObject({
      shape,
      bytesPerOperation: interval,
    });
  });

  it.each([
    { detect: 16, kind: 'growing' },
    { detect: 16.1, kind: null },
  ])('of 16 bytes an operation where $detect matter: $kind', ({ detect, kind }) => {
    // Levels that fall much say nothing of the rate.
    const heap = wasmHeap([lost], {
      liveByWindow: windows(9e6, { 2: 0 }),
      byWindow: windows(4096),
    });
    expect(kindOf(heap, detect)).toBe(kind);
  });

  it.each([
    { operations: 128, kind: 'growing' },
    { operations: 127, kind: null },
  ])('from 128 operations on: $operations', ({ operations, kind }) => {
    expect(kindOf(wasmHeap([held], { operations, liveByWindow: rising(4096) }))).toBe(kind);
  });

  it('of one heap alone', () => {
    expect(growthByBirths([], 1)).toBeNull();
    expect(growthByBirths([wasmHeap([lost]), wasmHeap([lost])], 1)).toBeNull();
  });
});

describe('blocks that are still there prove a leak', () => {
  const flatHeap = { liveByWindow: windows(50_000) };

  it.each([
    { of: 'what is lost', group: lost, over: {}, kind: 'growing' },
    { of: 'a cycle', group: growthGroup({ kind: 'cycle' }), over: {}, kind: 'growing' },
    { of: 'what is held', group: held, over: {}, kind: 'flat' },
    {
      of: 'what a collector may come to',
      group: lost,
      over: { allocator: 'tlsf' as const },
      kind: 'flat',
    },
  ])('in a heap that is not larger, of $of: $kind', ({ group, over, kind }) => {
    expect(kindOf(wasmHeap([group], { ...flatHeap, ...over }))).toBe(kind);
  });

  // 16 bytes an operation in five parts are 10240; two fifths of that are 4096.
  it.each([
    { risen: 4096, kind: 'growing' },
    { risen: 4095, kind: null },
  ])('where the heap is larger by two fifths of it: by $risen, $kind', ({ risen, kind }) => {
    const liveByWindow = [0, 0, 0, 0, 0, risen, risen, risen];
    expect(kindOf(wasmHeap([held], { liveByWindow }))).toBe(kind);
  });

  it('but not where its lowest levels are not', () => {
    const liveByWindow = [0, 9000, 9000, 9000, 9000, 9000, 9000, 4095];
    expect(kindOf(wasmHeap([held], { liveByWindow }))).toBeNull();
  });

  it.each([
    { fall: 6000, kind: 'growing' },
    { fall: 6001, kind: null },
  ])('nor where they rise less than the heap falls: by 6000 and $fall, $kind', ({ fall, kind }) => {
    const liveByWindow = [0, 0, 0, 6000 + fall, 6000, 6000, 6000, 6000];
    expect(kindOf(wasmHeap([held], { liveByWindow }))).toBe(kind);
  });
});

describe('births tell that nothing grows', () => {
  const bound = (over: Partial<WasmHeap>, growth: readonly HeapGrowth[] = []) => {
    const told = growthByBirths([wasmHeap(growth, over)], 1);
    return told?.kind === 'flat' ? told.upperBound : null;
  };
  /** So many bytes are added from the middle to the end. */
  const late = (bytes: number) => [0, 0, 0, 0, 0, 0, bytes, bytes];

  it('up to a block a part, which could not be seen', () => {
    expect(bound({})).toBe(16 / 128);
  });

  it.each([
    { operations: 128, upperBound: null },
    { operations: 136, upperBound: 16 / 17 },
  ])('where that is less than what matters: of $operations', ({ operations, upperBound }) => {
    expect(bound({ operations })).toBe(upperBound);
  });

  it.each([
    { name: 'as little as the poorest part left', least: 127, added: 9999, upperBound: 127 / 128 },
    { name: 'but not more', least: 128, added: 9999, upperBound: null },
    { name: 'as little as the heap has grown', least: 9999, added: 381, upperBound: 127 / 128 },
    { name: 'but not more than that', least: 9999, added: 384, upperBound: null },
  ])('$name', ({ least, added, upperBound }) => {
    const over = { byWindow: windows(9999, { 4: least }), liveByWindow: late(added) };
    expect(bound(over)).toBe(upperBound);
  });

  it('by parts that neither the warm-up nor the last one is of', () => {
    const liveByWindow = late(9999);
    expect(bound({ byWindow: windows(9999, { 0: 0, 7: 0 }), liveByWindow })).toBeNull();
    expect(bound({ byWindow: windows(9999, { 1: 0 }), liveByWindow })).toBe(16 / 128);
    expect(bound({ byWindow: windows(9999, { 6: 0 }), liveByWindow })).toBe(16 / 128);
  });

  it('by the lower of two neighbouring levels', () => {
    const byWindow = windows(9999);
    expect(bound({ byWindow, liveByWindow: [0, 0, 0, 0, 300, 300, 300, 300] })).toBe(100 / 128);
    expect(bound({ byWindow, liveByWindow: [0, 0, 0, 0, 0, 0, 0, 9000] })).toBe(16 / 128);
  });

  it('less certainly in a heap that goes up and down', () => {
    const byWindow = windows(9999);
    expect(bound({ byWindow, liveByWindow: [0, 300, 0, 0, 0, 0, 0, 0] })).toBe(100 / 128);
    expect(bound({ byWindow, liveByWindow: [0, 400, 0, 0, 0, 0, 0, 0] })).toBeNull();
  });
});
