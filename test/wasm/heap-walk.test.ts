import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/harness/schedule.ts';
import { packageRoot } from '../../src/package-root.ts';
import { memoryLayout } from '../../src/wasm/heap-anchors.ts';
import type { HeapWalker } from '../../src/wasm/heap-walk.ts';
import { readModule } from '../../src/wasm/read-module.ts';
import {
  firstChunk,
  held,
  PAGE,
  walkerOn,
  wordsOf,
  writeDlmalloc,
  writeEmmalloc,
  writeTlsf,
} from '../helpers/heaps.ts';

const memoryOf = (pages: number): WebAssembly.Memory => new WebAssembly.Memory({ initial: pages });

const ALIGNMENTS = [{ alignment: 8 as const }, { alignment: 16 as const }];

describe.each(ALIGNMENTS)('a dlmalloc heap aligned to $alignment', ({ alignment }) => {
  const chunks = [32, 48, -64, 32, 1600, -16, 16, 48];

  it('is counted: its live blocks, and what is free', () => {
    const memory = memoryOf(2);
    writeDlmalloc(memory, { alignment, segments: [{ from: 71_072, to: 2 * PAGE, chunks }] });
    const walker = walkerOn(memory);
    expect(walker.read()).toEqual(held(chunks));
    const first = firstChunk(71_072, alignment);
    expect(walker.place()).toEqual({ allocator: 'dlmalloc', first });
    const foot = alignment === 8 ? 40 : 56;
    const used = chunks.reduce((sum, size) => sum + Math.abs(size), 0);
    const top = 2 * PAGE - foot - first - used;
    expect(walker.free()).toEqual({ freeBytes: 64 + 16 + top, largestFreeBytes: top });
  });

  it.each([
    { name: 'nothing', chunks: [] },
    { name: 'one free block', chunks: [-32, 32] },
    { name: 'one live block', chunks: [16] },
  ])('is found with $name in it', (heap) => {
    const memory = memoryOf(2);
    writeDlmalloc(memory, {
      alignment,
      segments: [{ from: PAGE, to: 2 * PAGE, chunks: heap.chunks }],
    });
    expect(walkerOn(memory).read()).toEqual(held(heap.chunks));
  });

  it('may have its top used up to the last bytes', () => {
    const memory = memoryOf(2);
    const foot = alignment === 8 ? 40 : 56;
    const whole = [2 * PAGE - foot - firstChunk(PAGE, alignment) - alignment];
    writeDlmalloc(memory, { alignment, segments: [{ from: PAGE, to: 2 * PAGE, chunks: whole }] });
    expect(walkerOn(memory).read()).toEqual(held(whole));
  });

  it.each([
    { name: 'side by side', gap: 0 },
    { name: 'with a page of others between', gap: 1 },
    { name: 'with many pages of others between', gap: 20 },
  ])('in several segments, $name, is counted without their records', ({ gap }) => {
    const memory = memoryOf(4 + 2 * gap);
    const second = (2 + gap) * PAGE;
    const third = (3 + 2 * gap) * PAGE;
    fill(memory, 2 * PAGE, second);
    fill(memory, second + PAGE, third);
    const last = [64, -32, 32];
    writeDlmalloc(memory, {
      alignment,
      segments: [
        { from: 2000, to: 2 * PAGE, chunks },
        { from: second, to: second + PAGE, chunks: [] },
        { from: third, to: third + PAGE, chunks: last },
      ],
    });
    const walker = walkerOn(memory);
    expect(walker.read()).toEqual(held(chunks, last));
    expect(walker.place()?.first).toBe(firstChunk(2000, alignment));
  });

  it('is not counted in part: without its newest segment there is no reading', () => {
    const memory = memoryOf(4);
    writeDlmalloc(memory, {
      alignment,
      segments: [
        { from: 2000, to: PAGE, chunks },
        { from: 2 * PAGE, to: 3 * PAGE, chunks },
      ],
    });
    const walker = walkerOn(memory);
    expect(walker.read()).toEqual(held(chunks, chunks));
    new Uint8Array(memory.buffer, 2 * PAGE, 64).fill(0);
    expect(walker.read()).toBeNull();
  });

  it('is none where the record of an older segment is not what is there', () => {
    const memory = memoryOf(4);
    const segments = [
      { from: 2000, to: PAGE, chunks },
      { from: 2 * PAGE, to: 3 * PAGE, chunks },
    ];
    writeDlmalloc(memory, { alignment, segments });
    wordsOf(memory).set(PAGE - (alignment === 8 ? 40 : 56) + 12, 2 * PAGE - 2000);
    expect(walkerOn(memory).read()).toBeNull();
  });
});

describe('a heap', () => {
  const chunks = [32, -64, 48];
  const heap = { segments: [{ from: 72_000, to: 2 * PAGE, chunks }] };

  it('is followed as it grows', () => {
    const memory = memoryOf(2);
    writeDlmalloc(memory, heap);
    const walker = walkerOn(memory);
    walker.read();
    memory.grow(3);
    const more = [...chunks, 3 * PAGE, 64];
    writeDlmalloc(memory, { segments: [{ from: 72_000, to: 5 * PAGE, chunks: more }] });
    expect(walker.read()).toEqual(held(more));
  });

  it('is none until its allocator has begun, and found when it has', () => {
    const memory = memoryOf(2);
    const walker = walkerOn(memory, [72_000]);
    for (let reads = 0; reads < 6; reads++) expect(walker.read()).toBeNull();
    expect(walker.place()).toBeNull();
    writeDlmalloc(memory, heap);
    expect(walker.read()).toEqual(held(chunks));
  });

  it('is found without an anchor when its memory has grown', () => {
    const memory = memoryOf(1);
    const walker = walkerOn(memory);
    for (let reads = 0; reads < 6; reads++) expect(walker.read()).toBeNull();
    memory.grow(1);
    writeDlmalloc(memory, { segments: [{ from: PAGE, to: 2 * PAGE, chunks }] });
    expect(walker.read()).toEqual(held(chunks));
  });

  it('gives no reading while it is broken, and goes on when it is whole again', () => {
    const memory = memoryOf(2);
    writeDlmalloc(memory, heap);
    const walker = walkerOn(memory);
    expect(walker.read()).toEqual(held(chunks));
    const words = wordsOf(memory);
    const header = words.get(72_000 + 32 + 4);
    words.set(72_000 + 32 + 4, 0xdead_beef);
    for (let reads = 0; reads < 20; reads++) expect(walker.read()).toBeNull();
    words.set(72_000 + 32 + 4, header);
    expect(walker.read()).toEqual(held(chunks));
  });

  it('in a memory without a page is none, and found when there are pages', () => {
    const memory = memoryOf(0);
    const walker = walkerOn(memory, [0, 8, 72_000]);
    expect(walker.read()).toBeNull();
    memory.grow(2);
    writeDlmalloc(memory, heap);
    expect(walker.read()).toEqual(held(chunks));
  });
});

describe('what only looks like a heap', () => {
  const chunks = Array.from({ length: 50 }, (_, i) => 16 + 8 * (i % 5));
  const from = 80_000;

  it('garbage below that leads into it is not where it begins', () => {
    const memory = memoryOf(2);
    writeDlmalloc(memory, { segments: [{ from, to: 2 * PAGE, chunks }] });
    const words = wordsOf(memory);
    // A stale chunk whose size leads to the 31st one; and a row of them that leads to the first.
    words.set(70_000 + 4, from + offsetOf(chunks, 30) - 70_000 + 3);
    for (let at = 78_000; at < from; at += 16) words.set(at + 4, 16 + 3);
    const anchors = [70_000, 78_000, 78_016, from + offsetOf(chunks, 10), from];
    const walker = walkerOn(memory, anchors);
    expect(walker.read()).toEqual(held(chunks));
    expect(walker.place()).toEqual({ allocator: 'dlmalloc', first: from });
  });

  it('a row of chunks that no allocator speaks of is none', () => {
    const memory = memoryOf(2);
    writeDlmalloc(memory, { segments: [{ from, to: 2 * PAGE, chunks }] });
    wordsOf(memory).set(1024, 0, 0, 0, 0);
    const walker = walkerOn(memory, [from]);
    for (let reads = 0; reads < 5; reads++) expect(walker.read()).toBeNull();
  });

  it('chunks at the beginning of a page of others are no segment', () => {
    const memory = memoryOf(4);
    const segments = [
      { from, to: 2 * PAGE, chunks },
      { from: 3 * PAGE, to: 4 * PAGE, chunks },
    ];
    writeDlmalloc(memory, { segments });
    const words = wordsOf(memory);
    // One that is live, and a top that is not at the end of a page.
    words.set(2 * PAGE + 4, 32 | 3);
    words.set(2 * PAGE + 36, 256 | 1);
    words.set(2 * PAGE + 32 + 256 + 4, 40);
    expect(walkerOn(memory).read()).toEqual(held(chunks, chunks));
  });

  it.each([
    { name: 'whose size at its end is another', at: 72_000 + 32 + 64, value: 72 },
    { name: 'that is free behind one that is', at: 72_000 + 96 + 4, value: 48 | 1 },
    { name: 'that leads out of the memory', at: 72_000 + 4, value: (4 * PAGE) | 3 },
    { name: 'without a size', at: 72_000 + 4, value: 3 },
    { name: 'with the flag of a fencepost', at: 72_000 + 4, value: 32 | 7 },
    { name: 'that does not know of the one before', at: 72_000 + 96 + 4, value: 48 | 3 },
  ])('a chunk $name makes a heap none', ({ at, value }) => {
    const memory = memoryOf(2);
    const heap = [32, -64, 48];
    writeDlmalloc(memory, { segments: [{ from: 72_000, to: 2 * PAGE, chunks: heap }] });
    expect(walkerOn(memory).read()).toEqual(held(heap));
    wordsOf(memory).set(at, value);
    expect(walkerOn(memory).read()).toBeNull();
  });

  it.each([
    { name: 'an older size', record: [from, 2 * PAGE - 4096 - from, 0, 0] },
    { name: 'another beginning', record: [from + 24, 2 * PAGE - from - 24, 0, 0] },
    { name: 'flags that there are none of', record: [from, 2 * PAGE - from, 0, 0x100] },
    { name: 'a segment before that is none', record: [from, 2 * PAGE - from, 3000, 0] },
    { name: 'one that lies behind', record: [from, 2 * PAGE - from, from + 800, 0] },
  ])('a record with $name is none', ({ record }) => {
    const memory = memoryOf(2);
    writeDlmalloc(memory, { segments: [{ from, to: 2 * PAGE, chunks }] });
    wordsOf(memory).set(1024, ...record);
    expect(walkerOn(memory, [from]).read()).toBeNull();
  });

  it.each([1, 2, 3, 4, 5, 6])('random words are none (seed %i)', (seed) => {
    const memory = memoryOf(16);
    fill(memory, 0, 16 * PAGE, seed);
    expectNone(memory, seed);
  });

  it.each([1, 2, 3, 4])('pairs of addresses and lengths are none (seed %i)', (seed) => {
    const memory = memoryOf(16);
    const random = seededRandom(seed);
    const words = wordsOf(memory);
    for (let at = 16; at < 16 * PAGE; at += 16) {
      const start = Math.floor(random() * 2 ** 17) * 8;
      const end = Math.floor(random() * 256) * 4096;
      words.set(at, start, end - start, 0, 0);
    }
    expectNone(memory, seed);
  });

  it.each([1, 2, 3, 4])('small sizes with flags, in rows, are none (seed %i)', (seed) => {
    const memory = memoryOf(16);
    const random = seededRandom(seed);
    const words = wordsOf(memory);
    for (let at = 16; at < 16 * PAGE - 512; ) {
      const size = 16 + 8 * Math.floor(random() * 16);
      words.set(at + 4, size | Math.floor(random() * 4));
      at += size;
    }
    expectNone(memory, seed);
  });

  it.each([1, 2])('arenas of equal slots, as Go has them, are none (seed %i)', (seed) => {
    const memory = memoryOf(64);
    const random = seededRandom(seed);
    const words = wordsOf(memory);
    for (let page = 1; page < 64 * 8; page++) {
      const slot = 8 << Math.floor(random() * 8);
      for (let at = page * 8192; at < (page + 1) * 8192; at += slot) {
        if (random() < 0.7) words.set(at, Math.floor(random() * 64) * PAGE, slot);
      }
    }
    expectNone(memory, seed);
  });

  it('a memory of zeros is none', () => {
    expectNone(memoryOf(4), 1);
  });

  function expectNone(memory: WebAssembly.Memory, seed: number): void {
    const random = seededRandom(seed);
    const anchors = Array.from({ length: 20 }, () => Math.floor(random() * 16 * PAGE));
    const walker = walkerOn(memory, anchors);
    for (let reads = 0; reads < 4; reads++) expect(walker.read()).toBeNull();
    expect(walker.place()).toBeNull();
  }
});

describe('a heap of AssemblyScript', () => {
  const root = 1904;
  const blocks = [12, 28, -44, 60, 1004, -28, 12];
  const payload = (sizes: readonly number[]) => {
    const live = sizes.filter((size) => size > 0);
    return { liveBlocks: live.length, liveBytes: live.reduce((sum, size) => sum + size, 0) };
  };

  it('is counted', () => {
    const memory = memoryOf(1);
    writeTlsf(memory, root, [{ to: PAGE, blocks }]);
    const walker = walkerOn(memory);
    expect(walker.read()).toEqual(payload(blocks));
    expect(walker.place()).toEqual({ allocator: 'tlsf', first: root + 1580 });
    const used = blocks.reduce((sum, size) => sum + 4 + Math.abs(size), 0);
    const rest = PAGE - 8 - (root + 1580) - used;
    expect(walker.free()).toEqual({ freeBytes: 44 + 28 + rest, largestFreeBytes: rest });
  });

  it('in several pools is counted to its tail', () => {
    const memory = memoryOf(6);
    fill(memory, PAGE, 2 * PAGE);
    writeTlsf(memory, root, [
      { to: PAGE, blocks },
      { to: 3 * PAGE, blocks: [28, -12, 28] },
      { to: 6 * PAGE, blocks: [2 * 16 + 12] },
    ]);
    expect(walkerOn(memory).read()).toEqual(payload([...blocks, 28, 28, 44]));
  });

  it.each([
    { name: 'a tail that is elsewhere', at: root + 1568, value: 40_012 },
    { name: 'a map of its lists that does not agree', at: root, value: 3 },
    { name: 'a block that is not a multiple', at: root + 1580, value: 16 },
    { name: 'a free block that does not know itself', at: root + 1580 + 16 + 32 + 44, value: 0 },
  ])('with $name is none', ({ at, value }) => {
    const memory = memoryOf(1);
    writeTlsf(memory, root, [{ to: PAGE, blocks }]);
    wordsOf(memory).set(at, value);
    expect(walkerOn(memory, [root]).read()).toBeNull();
  });
});

describe('a bump allocator', () => {
  /** Objects without links, of a type, and of so many bytes. */
  function writeObjects(
    memory: WebAssembly.Memory,
    from: number,
    sizes: readonly number[],
  ): number {
    const words = wordsOf(memory);
    let block = from;
    for (const size of sizes) {
      words.set(block, size, 0, 0, 4, size - 16);
      block += 4 + size;
    }
    return block;
  }

  it('is believed once its row of blocks has grown', () => {
    const memory = memoryOf(1);
    const walker = walkerOn(memory, [1796]);
    const end = writeObjects(memory, 1804, [28, 44, 28, 60, 28]);
    expect(walker.read()).toBeNull();
    expect(walker.read()).toBeNull();
    writeObjects(memory, end, [28, 28]);
    expect(walker.read()).toEqual({ liveBlocks: 7, liveBytes: 5 * 28 + 44 + 60 });
    expect(walker.place()).toEqual({ allocator: 'stub', first: 1804 });
  });

  it('is not taken for one where static objects lie in a row', () => {
    const memory = memoryOf(1);
    writeObjects(memory, 1036, [28, 44, 28, 60, 28]);
    const walker = walkerOn(memory, [1024, 1036, 1244]);
    for (let reads = 0; reads < 10; reads++) expect(walker.read()).toBeNull();
  });
});

describe('a heap of emmalloc', () => {
  const regions = [16, 24, -40, 32, 1000, -16, 16];
  const usable = (sizes: readonly number[]) => {
    const live = sizes.filter((size) => size > 0);
    return { liveBlocks: live.length, liveBytes: live.reduce((sum, size) => sum + size - 8, 0) };
  };

  it('is counted without the regions for its own use', () => {
    const memory = memoryOf(2);
    writeEmmalloc(memory, { pieces: [{ from: 74_256, to: 96_084, regions }] });
    const walker = walkerOn(memory);
    expect(walker.read()).toEqual(usable(regions));
    expect(walker.place()).toEqual({ allocator: 'emmalloc', first: 74_256 });
  });

  it('in pieces that do not meet is counted up to the newest', () => {
    const memory = memoryOf(3);
    const pieces = [
      { from: 74_256, to: 96_084, regions },
      { from: 96_088, to: 105_176, regions: [24, -16, 24] },
      { from: 120_000, to: 130_000, regions: [64] },
    ];
    writeEmmalloc(memory, { pieces });
    const walker = walkerOn(memory);
    expect(walker.read()).toEqual(usable([...regions, 24, 24, 64]));
    // The newest piece is there, but nothing leads from the one before to it.
    wordsOf(memory).set(120_000 + 4, 74_248);
    expect(walker.read()).toBeNull();
  });

  it('that static memory does not lead to is none', () => {
    const memory = memoryOf(2);
    writeEmmalloc(memory, { pieces: [{ from: 74_256, to: 96_084, regions }] });
    wordsOf(memory).set(1024, 0);
    expect(walkerOn(memory, [74_256]).read()).toBeNull();
  });
});

interface Instance {
  readonly exports: Record<string, unknown>;
  readonly memory: WebAssembly.Memory;
  readonly anchors: readonly number[];
}

function instantiate(file: string): Instance {
  const bytes = readFileSync(file) as Uint8Array<ArrayBuffer>;
  const module = new WebAssembly.Module(bytes);
  const { exports } = new WebAssembly.Instance(module, {});
  return {
    exports,
    memory: exports.memory as WebAssembly.Memory,
    anchors: memoryLayout(readModule(bytes)).anchors,
  };
}

/** Those that take an index alone. */
function operationsOf({ exports }: Instance): ((index: number) => void)[] {
  return Object.entries(exports).flatMap(([name, item]) =>
    typeof item === 'function' && item.length === 1 && !name.startsWith('__')
      ? [item as (index: number) => void]
      : [],
  );
}

const SCENARIOS = readdirSync(join(packageRoot(), 'scenarios')).flatMap((id) => {
  const file = join(packageRoot(), 'scenarios', id, `${id}.wasm`);
  return existsSync(file) ? [{ id, file }] : [];
});

describe('the heap of a Rust module', () => {
  it('is tried with some', () => {
    expect(SCENARIOS.length).toBeGreaterThanOrEqual(7);
  });

  /** What the module's own counting allocator says: bytes that were asked for. */
  function ledger({ exports, memory }: Instance): { bytes: number; blocks: number } {
    const at = (exports.LEAKLAB_LEDGER as WebAssembly.Global).value as number;
    const data = new DataView(memory.buffer);
    return {
      bytes: Number(data.getBigUint64(at + 8, true)),
      blocks: Number(data.getBigUint64(at + 16, true)),
    };
  }

  /** A chunk is 8 to 19 bytes larger than its request, or 16 where that is small; 4 are its own. */
  function expectAgreement(instance: Instance, walker: HeapWalker): void {
    const counted = ledger(instance);
    const reading = walker.read() ?? { liveBlocks: 0, liveBytes: 0 };
    expect(reading.liveBlocks).toBe(counted.blocks);
    expect(reading.liveBytes).toBeGreaterThanOrEqual(counted.bytes);
    expect(reading.liveBytes).toBeLessThanOrEqual(counted.bytes + 16 * counted.blocks);
  }

  it.each(SCENARIOS)('agrees with the count of $id after every few operations', ({ file }) => {
    const instance = instantiate(file);
    const walker = walkerOn(instance.memory, instance.anchors);
    for (const operation of operationsOf(instance)) {
      for (let i = 0; i < 700; i++) {
        operation(i);
        if (i % 7 === 0) expectAgreement(instance, walker);
      }
    }
    expect(walker.place()?.allocator).toBe('dlmalloc');
  });

  it.each(SCENARIOS)('agrees with that of $id where others take memory, too', ({ file }) => {
    const instance = instantiate(file);
    const walker = walkerOn(instance.memory, instance.anchors);
    const pages = instance.memory.buffer.byteLength / PAGE;
    for (const operation of operationsOf(instance)) {
      for (let i = 0; i < 1200; i++) {
        operation(i);
        if (i % 100 === 99) {
          const from = instance.memory.buffer.byteLength;
          instance.memory.grow(1 + (i % 3));
          fill(instance.memory, from, instance.memory.buffer.byteLength, i);
          expectAgreement(instance, walker);
        }
      }
    }
    expect(walker.place()?.first).toBe(pages * PAGE);
  });
});

const BUILT = join(packageRoot(), 'test', 'wasm-corpus', 'built');
const CORPUS = readdirSync(BUILT).filter((file) => file.endsWith('.wasm'));

describe('the heap of a module of the corpus', () => {
  it('is tried with all languages', () => {
    for (const language of ['rust', 'c', 'cpp', 'as']) {
      expect(CORPUS.some((file) => file.startsWith(`${language}-`))).toBe(true);
    }
  });

  it.each(CORPUS)('is read at each rest, with and without anchors: %s', (file) => {
    const instance = instantiate(join(BUILT, file));
    const walkers = [instance.anchors, []].map((anchors) => walkerOn(instance.memory, anchors));
    const allocator = file.startsWith('as-') ? 'tlsf' : 'dlmalloc';
    // The stub has no state that could be searched for.
    const expected = file.startsWith('as-stub') ? ['stub', undefined] : [allocator, allocator];
    let found = 0;
    for (const operation of operationsOf(instance)) {
      for (let i = 0; i < 40; i++) operation(i);
      const [known, searched] = walkers.map((walker) => walker.read());
      if (known !== null) found++;
      if (found > 0) expect(known).not.toBeNull();
      if (searched !== null) expect(searched).toEqual(known);
    }
    expect(walkers.map((walker) => walker.place()?.allocator)).toEqual(expected);
  });

  it.each(CORPUS)('has as many blocks where others take memory, too: %s', (file) => {
    const alone = instantiate(join(BUILT, file));
    const disturbed = instantiate(join(BUILT, file));
    const [expected, walker] = [alone, disturbed].map(({ memory, anchors }) =>
      walkerOn(memory, anchors),
    ) as [HeapWalker, HeapWalker];
    const others = operationsOf(disturbed);
    operationsOf(alone).forEach((operation, number) => {
      for (let i = 0; i < 60; i++) {
        operation(i);
        others[number]!(i);
      }
      expect(walker.read()?.liveBlocks).toBe(expected.read()?.liveBlocks);
      const { memory } = disturbed;
      const from = memory.buffer.byteLength;
      memory.grow(1);
      fill(memory, from, from + PAGE, number);
    });
    expect(alone.memory.buffer.byteLength).toBeLessThan(disturbed.memory.buffer.byteLength);
  });
});

const offsetOf = (chunks: readonly number[], index: number): number =>
  chunks.slice(0, index).reduce((sum, size) => sum + Math.abs(size), 0);

/** Random bytes, as others may have them. */
function fill(memory: WebAssembly.Memory, from: number, to: number, seed = 1): void {
  const random = seededRandom(seed);
  const words = new Uint32Array(memory.buffer, from, (to - from) / 4);
  for (let i = 0; i < words.length; i++) words[i] = random() * 2 ** 32;
}
