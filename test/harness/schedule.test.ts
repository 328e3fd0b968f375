import { describe, expect, it } from 'vitest';
import type { BatchDone, BatchPlan, ScheduleOptions } from '../../src/harness/schedule.ts';
import { planBatch, seededRandom } from '../../src/harness/schedule.ts';

const MIB = 2 ** 20;
const OPTIONS: ScheduleOptions = {
  limitBytes: 64 * MIB,
  iterations: null,
  hurry: false,
  random: () => 0.5,
};

/** The next batch of a subject that is not told to end. */
const next = (history: readonly BatchDone[], over: Partial<ScheduleOptions> = {}): BatchPlan =>
  planBatch(history, { ...OPTIONS, ...over })!;

const done = (over: Partial<BatchDone> = {}): BatchDone => ({
  operations: 1000,
  settle: true,
  batchMs: 20,
  grownBytesPerOperation: 0,
  retainedBytes: 0,
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
    const plan = next(history, options);
    history.push({
      ...plan,
      batchMs: plan.operations * subject.msAnOperation,
      grownBytesPerOperation: subject.bytesAnOperation ?? 0,
      retainedBytes: 0,
    });
  }
  return history;
}

const floorsOf = (history: readonly BatchDone[]): BatchDone[] =>
  history.filter(({ settle }) => settle);

describe('the first batches', () => {
  it('begin with a floor before any operation, and then one operation without', () => {
    const first = next([]);
    expect(first).toEqual({ operations: 0, settle: true });
    const history = [done({ ...first, batchMs: 0 })];
    expect(next(history)).toEqual({ operations: 1, settle: false });
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

  it('leave three doublings of the operations from the first floor on, within 16 floors', () => {
    for (const msAnOperation of [1e-5, 2.7e-4, 1e-3, 0.013, 0.1]) {
      const at: number[] = [];
      play({ msAnOperation }, 40).reduce((sum, { operations, settle }) => {
        if (settle) at.push(sum + operations);
        return sum + operations;
      }, 0);
      // The floor before any operation is not one of them.
      expect(at[16]! / at[1]!).toBeGreaterThan(8);
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
  /** A 13th of what must be seen, 65,536 operations or a second: as long as that is 10 to 75 ms. */
  it.each([
    { msAnOperation: 0.0005, batchMs: 10 },
    { msAnOperation: 0.003, batchMs: (65_536 * 0.003) / 13 },
    { msAnOperation: 0.01, batchMs: (65_536 * 0.01) / 13 },
    { msAnOperation: 0.016, batchMs: 75 },
    { msAnOperation: 1, batchMs: 75 },
  ])('begin with $batchMs ms where an operation takes $msAnOperation', (given) => {
    const { msAnOperation, batchMs } = given;
    const lengths = floorsOf(play({ msAnOperation }, 21, { random: () => 0.5 })).slice(2, 8);
    expect(lengths.length).toBeGreaterThan(3);
    for (const length of lengths) expect(length.batchMs).toBeCloseTo(batchMs, 0);
  });

  it('grow with the run, to a 48th of what it has operated', () => {
    const history = play({ msAnOperation: 0.001 }, 400, { random: () => 0.5 });
    const operated = history.slice(0, -1).reduce((sum, { batchMs }) => sum + batchMs, 0);
    expect(operated).toBeGreaterThan(48 * 10 * 4);
    expect(history.at(-1)!.batchMs).toBeCloseTo(operated / 48, 1);
  });

  it('differ by a quarter at most, and use all of it', () => {
    // Operations so fast and so few that no batch is longer than the shortest.
    const lengths = floorsOf(play({ msAnOperation: 0.0005 }, 40))
      .slice(2)
      .map(({ batchMs }) => batchMs);
    expect(Math.min(...lengths)).toBeGreaterThan(7.4);
    expect(Math.max(...lengths)).toBeLessThan(12.6);
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeGreaterThan(4);
  });

  it.each([
    { random: 0, operations: 2813 },
    { random: 0.5, operations: 3750 },
    { random: 0.999_999, operations: 4687 },
  ])('are spread by chance alone: $random gives $operations', ({ random, operations }) => {
    const history = [done(), done(), done()];
    expect(next(history, { random: () => random })).toEqual({
      operations,
      settle: true,
    });
  });

  it('are not misled by one batch on a busy machine', () => {
    const busy = done({ batchMs: 900 });
    expect(next([done(), busy, done()]).operations).toBe(3750);
    expect(next([done(), done(), busy]).operations).toBe(3750);
  });

  it('follow a subject that has become slower', () => {
    const slow = done({ batchMs: 200 });
    expect(next([done(), slow, slow, slow]).operations).toBe(375);
  });

  it('are at least one operation and at most a thousand million, whatever was measured', () => {
    for (const batchMs of [0, 1e-9, 1, 1e9]) {
      for (const grownBytesPerOperation of [0, 1e-9, 1, 1e12, Number.POSITIVE_INFINITY]) {
        for (const hurry of [false, true]) {
          const history = [done(), done({ batchMs, grownBytesPerOperation })];
          const { operations, settle } = next(history, { hurry });
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
  it('are shorter than 10 ms', () => {
    // 2 MiB in 20 ms, of a limit of 64 MiB: a 64th is 1 MiB, in 10 ms.
    const history = [done(), done({ grownBytesPerOperation: (2 * MIB) / 1000 })];
    expect(next(history).operations).toBe(500);
  });

  // 256 KiB of growth, where 10 ms bring more than that, and 3 ms at the least.
  it.each([
    { grownBytesPerOperation: 26, batchMs: 10 },
    { grownBytesPerOperation: 52.4288, batchMs: 5 },
    { grownBytesPerOperation: 200, batchMs: 3 },
  ])('begin with $batchMs ms at $grownBytesPerOperation B/op', (given) => {
    const { grownBytesPerOperation, batchMs } = given;
    const ramped = done({ operations: 2000, settle: false, batchMs: 2, grownBytesPerOperation });
    expect(next([done({ operations: 0, batchMs: 0 }), ramped]).operations).toBe(1000 * batchMs);
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
    expect(next([done(), done({ grownBytesPerOperation: 1 })], options).operations).toBe(2000);
    const strong = done({ grownBytesPerOperation: MIB / 10 });
    expect(next([done(), strong], options).operations).toBe(80);
  });
});

describe('the batches of what WASM memories retain', () => {
  /** A batch of 1000 operations in 1 ms, which by time alone would be made ten times as long. */
  const history = [done({ operations: 0 }), done({ batchMs: 1 })];
  const retaining = (bytes: number): number =>
    next([...history, done({ batchMs: 1, retainedBytes: bytes })]).operations;

  it('take no more of it than a quarter of the limit', () => {
    expect(retaining(MIB)).toBe(retaining(0));
    expect(retaining(4 * MIB)).toBe(4000);
    expect(retaining(8 * MIB)).toBe(2000);
  });

  it('are no shorter than what it was enough for', () => {
    expect([retaining(16 * MIB), retaining(60 * MIB)]).toEqual([1000, 1000]);
  });
});

describe('a number of operations that was asked for', () => {
  /** Plays it to its end. */
  const playOut = (iterations: number, msAnOperation: number): BatchDone[] => {
    const options = { ...OPTIONS, iterations, random: seededRandom(1) };
    const history: BatchDone[] = [];
    for (;;) {
      const plan = planBatch(history, options);
      if (plan === null) return history;
      const batchMs = plan.operations * msAnOperation;
      history.push({ ...plan, batchMs, grownBytesPerOperation: 0, retainedBytes: 0 });
    }
  };
  const operationsIn = (history: readonly BatchDone[]): number =>
    history.reduce((sum, { operations }) => sum + operations, 0);

  it.each([1, 2, 7, 32, 33, 1000, 65_537, 1_000_000])(
    'of %i is done to the last, and no more',
    (iterations) => {
      for (const msAnOperation of [1e-5, 0.003, 1, 300]) {
        expect(operationsIn(playOut(iterations, msAnOperation))).toBe(iterations);
      }
    },
  );

  it.each([1000, 100_000])('of %i is spread over 32 batches with floors at least', (iterations) => {
    for (const msAnOperation of [1e-5, 0.003, 1]) {
      const history = playOut(iterations, msAnOperation);
      const most = Math.max(...history.map(({ operations }) => operations));
      expect(most).toBeLessThanOrEqual(Math.ceil(iterations / 32));
      expect(floorsOf(history).length).toBeGreaterThanOrEqual(32);
    }
  });

  it('ends with a floor', () => {
    for (const iterations of [2, 7, 32, 1000]) {
      expect(playOut(iterations, 1e-5).at(-1)!.settle).toBe(true);
    }
  });

  it('ends with a floor where it is one alone', () => {
    expect(playOut(1, 1e-5).at(-1)!.settle).toBe(true);
  });

  it('of many changes nothing where time asks for less', () => {
    const history = [done(), done(), done()];
    expect(next(history, { iterations: 1e9 })).toEqual(next(history));
    expect(next(history, { iterations: 32 * 3750 })).toEqual(next(history));
    expect(next(history, { iterations: 32 * 3749 }).operations).toBe(3749);
  });
});

describe('the batches of what shrinks', () => {
  it('are no shorter than those of what stays as it is', () => {
    const ramp = (grownBytesPerOperation: number) => [
      done({ operations: 0, batchMs: 0 }),
      done({ operations: 1000, settle: false, batchMs: 2, grownBytesPerOperation }),
    ];
    expect(next(ramp(-100)).operations).toBe(next(ramp(0)).operations);
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
