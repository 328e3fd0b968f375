import { describe, expect, it } from 'vitest';
import { unexplainedGrowth } from '../../src/analysis/native.ts';
import type { Sample } from '../../src/record/schema.ts';
import { sample } from '../helpers/recording.ts';
import { series } from '../helpers/series.ts';

const MIB = 2 ** 20;

/** Batches of 1000 operations, in a process of the given sizes in MiB. */
const inProcess = (sizes: readonly number[], over: (i: number) => Partial<Sample> = () => ({})) =>
  sizes.map((mib, batch) =>
    sample({ batch, operations: 1000 * batch, rssBytes: 60 * MIB + mib * MIB, ...over(batch) }),
  );

const advised = (samples: readonly Sample[], threads = 1) =>
  unexplainedGrowth(samples, { threads, common: false, confidence: 0.999, processOf: () => 0 });

describe('a process', () => {
  it('that grows by what no memory explains is told of, with its rate', () => {
    const growth = advised(inProcess(series(40, (i) => i)));
    expect(growth!.bytesPerOperation.estimate).toBeCloseTo(MIB / 1000, 6);
    expect(growth!.bytesPerOperation.low).toBeLessThanOrEqual(MIB / 1000);
    expect(growth!.bytesPerOperation.high).toBeGreaterThanOrEqual(MIB / 1000);
  });

  it('that does not grow is not', () => {
    expect(advised(inProcess(series(40, () => 0)))).toBeNull();
  });

  it.each([
    { memory: 'the JS heap', over: (i: number) => ({ heapTotalBytes: 8e6 + i * MIB }) },
    { memory: 'external memory', over: (i: number) => ({ externalBytes: i * MIB }) },
    { memory: 'array buffers', over: (i: number) => ({ arrayBuffersBytes: i * MIB }) },
    { memory: 'WASM pages', over: (i: number) => ({ wasmPagesBytes: i * MIB }) },
  ])('whose growth is that of $memory is not', ({ over }) => {
    const sizes = series(40, (i) => i);
    expect(advised(inProcess(sizes, over))).toBeNull();
    // Of twice as much, the other half is.
    expect(
      advised(
        inProcess(
          sizes.map((size) => 2 * size),
          over,
        ),
      )!.bytesPerOperation.estimate,
    ).toBeCloseTo(MIB / 1000, 6);
  });

  // Of 40 batches the later 20, in five stretches: from the first's floor to the last's, 16 batches.
  it.each([
    { mibABatch: 8 / 16 - 0.001, told: false },
    { mibABatch: 8 / 16, told: true },
  ])('is told of from 8 MiB in the later half on: $mibABatch, $told', ({ mibABatch, told }) => {
    expect(advised(inProcess(series(40, (i) => i * mibABatch))) !== null).toBe(told);
  });

  it('that grew in the first half alone is not', () => {
    expect(advised(inProcess(series(40, (i) => 4 * Math.min(i, 20))))).toBeNull();
  });

  it('that stood still for one of five stretches is not', () => {
    expect(advised(inProcess(series(40, (i) => (i < 28 ? i : Math.max(28, i - 7)))))).toBeNull();
  });

  it('that goes up and down beside it still is', () => {
    const sizes = series(40, (i) => 2 * i + (i % 2));
    expect(advised(inProcess(sizes))).not.toBeNull();
  });

  it('is not told of before ten floors of the later half', () => {
    expect(advised(inProcess(series(18, (i) => 4 * i)))).toBeNull();
    expect(advised(inProcess(series(19, (i) => 4 * i)))).not.toBeNull();
  });

  it('is counted once, however many workers read its size', () => {
    const one = inProcess(series(40, (i) => i));
    const two = one.map((floor) => ({ ...floor, thread: 2 }));
    const both = advised([...one, ...two], 2);
    expect(both!.bytesPerOperation.estimate).toBeCloseTo(MIB / 2000, 6);
  });

  it('of which nothing is known is not', () => {
    expect(advised([])).toBeNull();
  });
});
