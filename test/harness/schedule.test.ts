import { describe, expect, it } from 'vitest';
import type { BatchDone, ScheduleOptions } from '../../src/harness/schedule.ts';
import { planBatch, seededRandom } from '../../src/harness/schedule.ts';

const MIB = 2 ** 20;
const OPTIONS: ScheduleOptions = { limitBytes: 64 * MIB, hurry: false, random: () => 0.5 };

const done = (over: Partial<BatchDone> = {}): BatchDone => ({
  operations: 1000,
  settle: true,
  batchMs: 20,
  grownBytesPerOperation: 0,
  ...over,
});

/** Plays a subject whose operations take so long and leak so much. */
function play(
  subject: { msAnOperation: number; bytesAnOperation?: number },
  batches: number,
  over: Partial<ScheduleOptions> = {},
): BatchDone[] {
  const options = { ...OPTIONS, random: seededRandom(1), ...over };
  const history: BatchDone[] = [];
  for (let i = 0; i < batches; i++) {
    const plan = planBatch(history, options);
    history.push({
      ...plan,
      batchMs: plan.operations * subject.msAnOperation,
      grownBytesPerOperation: subject.bytesAnOperation ?? 0,
    });
  }
  return history;
}

const floorsOf = (history: readonly BatchDone[]): BatchDone[] =>
  history.filter(({ settle }) => settle);

describe('the first batches', () => {
  it('begin with a floor before any operation, and then one operation without', () => {
    const first = planBatch([], OPTIONS);
    expect(first).toEqual({ operations: 0, settle: true });
    const history = [done({ ...first, batchMs: 0 })];
    expect(planBatch(history, OPTIONS)).toEqual({ operations: 1, settle: false });
  });

  it('are each at most six times as long as the one before, and end soon', () => {
    for (const msAnOperation of [1e-5, 1e-4, 1e-3, 0.01, 0.1]) {
      const ramp = play({ msAnOperation }, 30).filter(({ settle }) => !settle);
      expect(ramp.map(({ operations }) => operations)).toEqual(ramp.map((_, i) => 6 ** i));
      expect(ramp.at(-1)!.batchMs).toBeLessThan(2 * 6);
    }
  });

  it('do not fill the memory of a strong leak before there is a floor', () => {
    for (const bytesAnOperation of [1000, 100_000, MIB]) {
      const history = play({ msAnOperation: 1e-4, bytesAnOperation }, 12);
      const before = history.slice(0, history.findIndex(({ settle }, i) => i > 0 && settle) + 1);
      const bytes = before.reduce((sum, { operations }) => sum + operations * bytesAnOperation, 0);
      expect(bytes).toBeLessThan(OPTIONS.limitBytes / 13);
    }
  });

  it('are one alone where an operation is slow', () => {
    const history = play({ msAnOperation: 50 }, 4).slice(1);
    expect(history.map(({ settle }) => settle)).toEqual([false, true, true]);
    expect(history.map(({ operations }) => operations)).toEqual([1, 1, 1]);
  });

  it('leave three doublings of the operations from the first floor on, within 13 floors', () => {
    for (const msAnOperation of [1e-5, 2.7e-4, 1e-3, 0.013, 0.1]) {
      const at: number[] = [];
      play({ msAnOperation }, 40).reduce((sum, { operations, settle }) => {
        if (settle) at.push(sum + operations);
        return sum + operations;
      }, 0);
      // The floor before any operation is not one of them.
      expect(at[13]! / at[1]!).toBeGreaterThan(8);
    }
  });

  it('do not go on for ever where operations take no time', () => {
    const history = play({ msAnOperation: 0 }, 30);
    expect(floorsOf(history).length).toBeGreaterThan(10);
    expect(Math.max(...history.map(({ operations }) => operations))).toBeLessThanOrEqual(
      6 * 2 ** 30,
    );
  });
});

describe('the batches with floors', () => {
  it('last about 20 ms, and differ by a quarter at most', () => {
    const lengths = floorsOf(play({ msAnOperation: 0.003 }, 200))
      .slice(2)
      .map(({ batchMs }) => batchMs);
    expect(Math.min(...lengths)).toBeGreaterThan(14.9);
    expect(Math.max(...lengths)).toBeLessThan(25.1);
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeGreaterThan(8);
  });

  it.each([
    { random: 0, operations: 750 },
    { random: 0.5, operations: 1000 },
    { random: 0.999_999, operations: 1250 },
  ])('are spread by chance alone: $random gives $operations', ({ random, operations }) => {
    const history = [done(), done(), done()];
    expect(planBatch(history, { ...OPTIONS, random: () => random })).toEqual({
      operations,
      settle: true,
    });
  });

  it('are not misled by one batch on a busy machine', () => {
    const busy = done({ batchMs: 900 });
    expect(planBatch([done(), busy, done()], OPTIONS).operations).toBe(1000);
    expect(planBatch([done(), done(), busy], OPTIONS).operations).toBe(1000);
  });

  it('follow a subject that has become slower', () => {
    const slow = done({ batchMs: 200 });
    expect(planBatch([done(), slow, slow, slow], OPTIONS).operations).toBe(100);
  });

  it('are at least one operation and at most a thousand million, whatever was measured', () => {
    for (const batchMs of [0, 1e-9, 1, 1e9]) {
      for (const grownBytesPerOperation of [0, 1e-9, 1, 1e12, Number.POSITIVE_INFINITY]) {
        for (const hurry of [false, true]) {
          const history = [done(), done({ batchMs, grownBytesPerOperation })];
          const { operations, settle } = planBatch(history, { ...OPTIONS, hurry });
          expect(settle).toBe(true);
          expect(operations).toBeGreaterThanOrEqual(1);
          expect(operations).toBeLessThanOrEqual(2 ** 30);
          expect(Number.isInteger(operations)).toBe(true);
        }
      }
    }
  });
});

describe('the batches of a strong leak', () => {
  it('are shorter, down to 10 ms', () => {
    // 2 MiB in 20 ms, of a limit of 64 MiB: a 64th is 1 MiB, in 10 ms.
    const history = [done(), done({ grownBytesPerOperation: (2 * MIB) / 1000 })];
    expect(planBatch(history, OPTIONS).operations).toBe(500);
  });

  it('give 13 floors before the limit is reached, whatever the rate', () => {
    for (const bytesAnOperation of [100, 10_000, 100_000, MIB]) {
      const history = play({ msAnOperation: 0.01, bytesAnOperation }, 40);
      let bytes = 0;
      const before = history.filter((batch) => {
        bytes += batch.operations * bytesAnOperation;
        return batch.settle && bytes < OPTIONS.limitBytes;
      });
      expect(before.length).toBeGreaterThanOrEqual(13);
    }
  });

  it('that is to reach its limit are long, but no eighth of the limit is jumped over', () => {
    const options = { ...OPTIONS, hurry: true };
    expect(planBatch([done(), done({ grownBytesPerOperation: 1 })], options).operations).toBe(2000);
    const strong = done({ grownBytesPerOperation: MIB / 10 });
    expect(planBatch([done(), strong], options).operations).toBe(80);
  });
});

describe('the seeded generator', () => {
  it('gives the same for the same seed, and other for another', () => {
    const draw = (seed: number) => Array.from({ length: 20 }, seededRandom(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(2 ** 32 - 1)).not.toEqual(draw(0));
  });

  it('is uniform from 0 to 1, both ends of the seed included', () => {
    for (const seed of [0, 1, 2 ** 32 - 1]) {
      const values = Array.from({ length: 20_000 }, seededRandom(seed));
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...values)).toBeLessThan(1);
      const tenths = values.reduce((counts, value) => {
        counts[Math.floor(10 * value)]!++;
        return counts;
      }, new Array<number>(10).fill(0));
      // Five standard deviations (42) about 2000.
      for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(212);
    }
  });
});
