import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import type { Recorder } from '../../src/wasm/recorder.ts';
import { createRecorder } from '../../src/wasm/recorder.ts';

const module = new WebAssembly.Module(
  readFileSync(join(packageRoot(), 'src', 'wasm', 'record.wasm')) as Uint8Array<ArrayBuffer>,
);

interface Sample {
  readonly address: number;
  readonly sequence: number;
}

function recorder(): Recorder & { readonly samples: Sample[] } {
  const samples: Sample[] = [];
  const made = createRecorder(module, (address, sequence) => samples.push({ address, sequence }));
  return { ...made, samples };
}

/** A header as dlmalloc writes it: the size, and two flags. */
const header = (bytes: number): number => bytes | 3;
const SMALL = header(32);
/** In place of the old address, by a function that has called another one of the allocator. */
const OUTER = 1;

const numbersAt = ({ table }: Recorder, ...addresses: number[]): (number | undefined)[] =>
  addresses.map((address) => table()[address >>> 3]);

describe('a recorder', () => {
  it('numbers allocations in their order', () => {
    const recording = recorder();
    recording.hook(4096, 0, SMALL);
    recording.hook(1024, 0, SMALL);
    recording.hook(2048, 0, SMALL);
    expect(numbersAt(recording, 1024, 2048, 4096)).toEqual([2, 3, 1]);
    expect(recording.sequence()).toBe(3);
  });

  it('keeps neighbours apart, 8 bytes from each other', () => {
    const recording = recorder();
    recording.hook(1024, 0, SMALL);
    recording.hook(1032, 0, SMALL);
    expect(numbersAt(recording, 1016, 1024, 1032, 1040)).toEqual([0, 1, 2, undefined]);
  });

  it('gives an address that is used again the number of its latest allocation', () => {
    const recording = recorder();
    recording.hook(1024, 0, SMALL);
    recording.hook(2048, 0, SMALL);
    recording.hook(1024, 0, SMALL);
    expect(numbersAt(recording, 1024)).toEqual([3]);
  });

  it('knows what is resized again, where it moves and where it stays', () => {
    const recording = recorder();
    recording.hook(1024, 0, SMALL);
    recording.hook(2048, 0, SMALL);
    recording.hook(8192, 1024, SMALL);
    expect(numbersAt(recording, 8192)).toEqual([1]);
    recording.hook(8192, 8192, SMALL);
    recording.hook(4096, 8192, SMALL);
    expect(numbersAt(recording, 4096)).toEqual([1]);
  });

  it('also where the allocation within it was recorded first', () => {
    const recording = recorder();
    recording.hook(1024, 0, SMALL);
    recording.hook(8192, 0, SMALL);
    recording.hook(8192, 1024, SMALL);
    expect(numbersAt(recording, 8192)).toEqual([1]);
  });

  it('takes what was never recorded for new where it is resized', () => {
    const recording = recorder();
    recording.hook(1024, 0, SMALL);
    recording.hook(8192, 500_000, SMALL);
    expect(numbersAt(recording, 8192)).toEqual([2]);
  });

  it('keeps the order of what comes through several functions, and its sample', () => {
    const recording = recorder();
    for (const address of [1024, 2048, 4096]) {
      for (const old of [0, OUTER, OUTER]) recording.hook(address, old, SMALL);
    }
    const numbers = numbersAt(recording, 1024, 2048, 4096) as number[];
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    const sampled = recording.samples.map(({ sequence }) => sequence);
    expect(sampled).toEqual(expect.arrayContaining(numbers));
  });

  it('takes an address that is given out again at once for another allocation', () => {
    const recording = recorder();
    for (let i = 0; i < 2; i++) {
      recording.hook(1024, 0, SMALL);
      recording.hook(1024, OUTER, SMALL);
    }
    expect(numbersAt(recording, 1024)).toEqual([2]);
    expect(recording.sequence()).toBe(2);
    expect(recording.samples.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  it('records what an outer function gives out that no inner one did', () => {
    const recording = recorder();
    recording.hook(1024, 0, SMALL);
    recording.hook(1040, OUTER, SMALL);
    expect(numbersAt(recording, 1024, 1040)).toEqual([1, 2]);
  });

  it('leaves out what failed', () => {
    const recording = recorder();
    recording.hook(0, 0, 0);
    recording.hook(0, 1024, 0);
    expect([recording.sequence(), recording.samples.length]).toEqual([0, 0]);
  });

  it('grows with the highest address, and its table ends there', () => {
    const recording = recorder();
    expect(recording.table().length).toBe(1);
    recording.hook(1024, 0, SMALL);
    recording.hook(64 * 2 ** 20, 0, SMALL);
    recording.hook(2048, 0, SMALL);
    expect(recording.table().length).toBe((64 * 2 ** 20) / 8 + 1);
    expect(numbersAt(recording, 1024, 2048, 64 * 2 ** 20)).toEqual([1, 3, 2]);
    expect(recording.missed()).toBe(0);
  });

  it('has room for all addresses that there are, as numbers without a sign', () => {
    const recording = recorder();
    const highest = 2 ** 32 - 8;
    recording.hook(highest | 0, 0, SMALL);
    // Where the machine has no room for 2 GiB, that is counted.
    const isThere = recording.missed() === 0;
    expect(recording.samples.map(({ address }) => address)).toEqual(isThere ? [highest] : []);
    expect(recording.sequence()).toBe(1);
  });
});

describe('samples', () => {
  /** So many small blocks, one behind the other. */
  function allocate(recording: Recorder, count: number, from = 0): void {
    for (let i = from; i < from + count; i++) recording.hook(4096 + 32 * i, 0, SMALL);
  }

  it('are taken of each of the first allocations', () => {
    const recording = recorder();
    allocate(recording, 64);
    expect(recording.samples).toHaveLength(64);
    expect(recording.samples[17]).toEqual({ address: 4096 + 32 * 17, sequence: 18 });
  });

  it('come at irregular intervals after that, so that they fall in step with nothing', () => {
    const recording = recorder();
    allocate(recording, 1_000_000);
    const later = recording.samples.filter(({ sequence }) => sequence > 20_000);
    expect(later.length).toBeGreaterThan(150);
    const gaps = gapsOf(later.slice(0, 40));
    expect(new Set(gaps).size).toBeGreaterThan(20);
    for (let remainder = 0; remainder < 8; remainder++) {
      const seen = later.filter(({ sequence }) => sequence % 8 === remainder).length;
      const expected = later.length / 8;
      expect(Math.abs(seen - expected)).toBeLessThan(4 * Math.sqrt(expected));
    }
  });

  it('become rarer with their number, and never end', () => {
    const recording = recorder();
    const shares = [500, 5000, 50_000, 500_000].map((count, i, counts) => {
      const before = recording.samples.length;
      const from = i === 0 ? 0 : counts[i - 1]!;
      allocate(recording, count - from, from);
      return (recording.samples.length - before) / (count - from);
    });
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    // A sample costs as much as some hundred allocations.
    expect(shares[3]).toBeLessThan(1 / 100);
    expect(shares[3]).toBeGreaterThan(0);
  });

  it('are taken of large blocks much oftener than of small ones', () => {
    const recording = recorder();
    allocate(recording, 50_000);
    const before = recording.samples.length;
    for (let i = 0; i < 2000; i++) {
      recording.hook(2 ** 23 + 32 * i, 0, header(i % 100 === 0 ? 2 ** 20 : 32));
    }
    const large = recording.samples.slice(before).filter(({ sequence }) => {
      return (sequence - 50_001) % 100 === 0;
    });
    expect(large).toHaveLength(20);
  });

  it('are the same in each run', () => {
    const [first, second] = [recorder(), recorder()];
    allocate(first, 5000);
    allocate(second, 5000);
    expect(first.samples).toEqual(second.samples);
  });
});

const gapsOf = (samples: readonly Sample[]): number[] =>
  samples.slice(1).map(({ sequence }, i) => sequence - samples[i]!.sequence);
