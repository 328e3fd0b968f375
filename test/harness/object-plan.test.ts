import { describe, expect, it } from 'vitest';
import { LARGEST_HEAP, MOST_COUNTED, planObjects } from '../../src/harness/object-plan.ts';
import type { RawSample, Sample, Settings } from '../../src/record/schema.ts';
import { raw, SETTINGS, sample } from '../helpers/recording.ts';

const MIB = 2 ** 20;

/** A floor at 1000 operations, and one so much later; each operation leaves so many bytes. */
function floors({
  operations = 1_000_000,
  batchMs = 100,
  objects = 0,
  buffers = 0,
  external = 0,
  thread = 1,
} = {}): Sample[] {
  const at = (done: number, ms: number): Sample =>
    sample({
      thread,
      operations: 1000 + done,
      batchMs: ms,
      jsHeapBytes: 4_000_000 + objects * done,
      arrayBuffersBytes: buffers * done,
      externalBytes: external * done,
    });
  return [at(0, 0), at(operations, batchMs)];
}

const planOf = (
  samples: readonly Sample[],
  over: Partial<Settings> = {},
  raws: readonly RawSample[] = [],
) => planObjects(samples, raws, { ...SETTINGS, limitBytes: 1000 * MIB, ...over });

describe('the operations of a second run', () => {
  it.each([
    { leak: 'of 64 bytes', floors: { objects: 64 }, before: 32_768, between: 16_384 },
    { leak: 'of 1 KiB', floors: { objects: 1024 }, before: 2048, between: 1024 },
    { leak: 'that is huge', floors: { objects: MIB }, before: 8, between: 8 },
    { leak: 'of buffers', floors: { buffers: 1024 }, before: 32_768, between: 32_768 },
    { leak: 'of external memory', floors: { external: 1024 }, before: 32_768, between: 32_768 },
    { leak: 'of huge buffers', floors: { buffers: 16 * MIB }, before: 8, between: 8 },
    { leak: 'of both', floors: { objects: 64, buffers: 4096 }, before: 8192, between: 8192 },
    // As many as there were, less those that are counted behind them.
    {
      leak: 'that is tiny',
      floors: { objects: 0.5, batchMs: 1 },
      before: 500_372,
      between: 500_372,
    },
    { leak: 'that is none', floors: { batchMs: 1 }, before: 500_372, between: 500_372 },
    { leak: 'that shrank', floors: { objects: -2, batchMs: 1 }, before: 500_372, between: 500_372 },
    // Four seconds in all.
    { leak: 'of operations of 1 ms', floors: { batchMs: 1_000_000 }, before: 2000, between: 2000 },
    {
      leak: 'of operations of 1 s',
      floors: { operations: 10, batchMs: 10_000 },
      before: 8,
      between: 8,
    },
  ])('of a leak $leak are $before and $between', ({ floors: given, before, between }) => {
    expect(planOf(floors(given))).toMatchObject({ before, between });
  });

  it('leave a quarter of the limit for objects or buffers', () => {
    const limit = { limitBytes: 2 * MIB };
    expect(planOf(floors({ objects: 1024 }), limit)).toMatchObject({ before: 512, between: 512 });
    expect(planOf(floors({ buffers: 1024 }), limit)).toMatchObject({ before: 512, between: 512 });
  });

  it.each([24, 25, 100, 767, 768, 769, 1000, 5000])(
    'are never more than %i in all, where that is the most',
    (iterations) => {
      const { before, between } = planOf(floors(), { iterations })!;
      const all = before + between + Math.min(between, MOST_COUNTED);
      expect(all).toBeLessThanOrEqual(iterations);
      expect(all).toBeGreaterThan(iterations - 3);
    },
  );

  it('are never more than there were', () => {
    const { before, between } = planOf(floors({ operations: 500, batchMs: 1 }))!;
    expect(before + between + Math.min(between, MOST_COUNTED)).toBe(1500);
  });

  it('come with snapshots where the heap was small before it leaked', () => {
    const based = (bytes: number): Sample[] =>
      floors({ objects: 1024 }).map((floor) => ({
        ...floor,
        jsHeapBytes: floor.jsHeapBytes - 4_000_000 + bytes,
      }));
    expect(planOf(based(LARGEST_HEAP))).toMatchObject({ snapshots: true });
    expect(planOf(based(LARGEST_HEAP + 1))).toMatchObject({ snapshots: false });
  });

  it('are counted in the thread that ended last', () => {
    const [first, last] = floors({ objects: 1024 });
    const other = floors({ objects: 1, thread: 2 });
    expect(planOf([first!, ...other, last!])).toMatchObject({ before: 2048 });
  });

  it.each([
    { what: 'no floor', samples: [], settings: {} },
    { what: 'one floor', samples: [sample()], settings: {} },
    { what: 'no operation between floors', samples: [sample(), sample()], settings: {} },
    {
      what: 'one floor of a thread',
      samples: [sample({ thread: 1 }), sample({ thread: 2, operations: 9000 })],
      settings: {},
    },
    {
      what: 'fewer operations allowed than show anything',
      samples: floors(),
      settings: { iterations: 23 },
    },
  ])('are not known with $what', ({ samples, settings }) => {
    expect(planOf(samples, settings)).toBeNull();
  });
});

describe('the allocations that are sampled', () => {
  /** Readings of a heap that rises by so much in each 100 operations, and is collected now and then. */
  const rising = (bytes: number): RawSample[] =>
    Array.from({ length: 9 }, (_, i) =>
      raw({ operations: 100 * i, heapUsedBytes: 5_000_000 + bytes * (i % 3) }),
    );
  const intervalOf = (raws: readonly RawSample[]): number =>
    planOf(floors({ objects: 64 }), {}, raws)!.intervalBytes;

  it.each([
    { what: 'nearly every one, where there are few', raws: rising(1000), is: 16 },
    { what: 'the same where nothing is known', raws: [], is: 16 },
    // 16,384 operations of 10,000 bytes, in 200,000 samples.
    { what: 'fewer, where there is much garbage', raws: rising(1_000_000), is: 819 },
  ])('are $what', ({ raws, is }) => {
    expect(intervalOf(raws)).toBe(is);
  });

  it('are told by what rises in one thread', () => {
    const mixed = [raw({ thread: 1 }), raw({ thread: 2, operations: 900, heapUsedBytes: 9e9 })];
    expect(intervalOf(mixed)).toBe(16);
  });
});
