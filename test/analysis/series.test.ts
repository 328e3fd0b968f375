import { describe, expect, it } from 'vitest';
import { ratesOf, seriesOf } from '../../src/analysis/series.ts';
import { sample } from '../helpers/recording.ts';
import { point } from '../helpers/series.ts';

const memories = (samples: Parameters<typeof seriesOf>[0], threads = 1): string[] =>
  seriesOf(samples, threads).map(({ memory }) => memory);

const pointsOf = (memory: string, samples: Parameters<typeof seriesOf>[0], threads = 1) =>
  seriesOf(samples, threads).find((series) => series.memory === memory)?.points;

describe('the series of a recording', () => {
  it('are its memories, one by one', () => {
    const reading = sample({
      jsHeapBytes: 1,
      arrayBuffersBytes: 2,
      externalBytes: 3,
      wasmPagesBytes: 65_536,
    });
    expect(seriesOf([reading], 1)).toEqual([
      { memory: 'js-heap', points: [point(1000, 1, 20)] },
      { memory: 'array-buffers', points: [point(1000, 2, 20)] },
      { memory: 'external', points: [point(1000, 3, 20)] },
      { memory: 'wasm', points: [point(1000, 65_536, 20)] },
    ]);
  });

  it('have no WASM where the subject has none', () => {
    expect(memories([sample()])).toEqual(['js-heap', 'array-buffers', 'external']);
  });

  it('count live bytes rather than pages where they are known', () => {
    const reading = sample({ wasmPagesBytes: 65_536, wasmLiveBytes: 0 });
    expect(pointsOf('wasm', [reading])).toEqual([point(1000, 0, 20)]);
  });

  it('leave out a memory that is not known throughout', () => {
    const samples = [sample({ wasmPagesBytes: 65_536 }), sample({ batch: 1, operations: 2000 })];
    expect(memories(samples)).not.toContain('wasm');
  });

  it('sum operations and bytes over threads, batch by batch', () => {
    const samples = [
      sample({ thread: 1, batch: 0, operations: 10, jsHeapBytes: 100 }),
      sample({ thread: 2, batch: 0, operations: 12, jsHeapBytes: 200 }),
      sample({ thread: 2, batch: 1, operations: 24, jsHeapBytes: 240 }),
      sample({ thread: 1, batch: 1, operations: 20, jsHeapBytes: 120 }),
    ];
    expect(pointsOf('js-heap', samples, 2)).toEqual([point(22, 300, 20), point(44, 360, 40)]);
  });

  it('sum bytes alone where threads have their operations in common', () => {
    const samples = [
      sample({ thread: 1, batch: 0, operations: 10, jsHeapBytes: 100 }),
      sample({ thread: 2, batch: 0, operations: 10, jsHeapBytes: 200 }),
      sample({ thread: 1, batch: 1, operations: 30, jsHeapBytes: 120 }),
      sample({ thread: 2, batch: 1, operations: 30, jsHeapBytes: 240 }),
    ];
    const heap = seriesOf(samples, 2, true).find(({ memory }) => memory === 'js-heap');
    expect(heap?.points).toEqual([point(10, 300, 20), point(30, 360, 40)]);
  });

  it('leave out a batch that a thread did not finish', () => {
    const samples = [
      sample({ thread: 1, batch: 0 }),
      sample({ thread: 2, batch: 0 }),
      sample({ thread: 1, batch: 1, operations: 2000 }),
    ];
    expect(pointsOf('js-heap', samples, 2)).toHaveLength(1);
  });

  it('of no samples are empty', () => {
    expect(seriesOf([], 1).every(({ points }) => points.length === 0)).toBe(true);
  });
});

describe('rates', () => {
  it('are bytes an operation from each floor to the next', () => {
    const points = [point(10, 100), point(20, 400), point(60, 320)];
    expect(ratesOf(points)).toEqual([30, -2]);
    expect(ratesOf(points.slice(0, 1))).toEqual([]);
  });
});
