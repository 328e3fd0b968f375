import { describe, expect, it } from 'vitest';
import { assessGrowth } from '../../src/analysis/assess-growth.ts';
import type { Growth, GrowthOptions } from '../../src/analysis/growth.ts';
import { LAST, LOOKING, RAN_OUT, word } from '../helpers/growth-options.ts';
import type { FloorOptions, Law } from '../helpers/series.ts';
import {
  floors,
  fromSteps,
  JS_HEAP,
  leak,
  multiplied,
  nothing,
  saturating,
  sawtooth,
  series,
  sumOf,
  sweep,
  unevenSawtooth,
} from '../helpers/series.ts';

const END = 100_000;
const COUNTS = [16, 20, 24, 32, 40, 60, 90];
const SEEDS = series(10, (i) => i + 1);

/** The judgement of every number of floors with every seed, under the noise of a heap. */
function judged(law: Law, options: GrowthOptions, floor: FloorOptions = {}): Growth[] {
  return COUNTS.flatMap((count) =>
    SEEDS.map((seed) =>
      assessGrowth(floors(law, { end: END, noise: JS_HEAP, count, seed, ...floor }), options),
    ),
  );
}

const words = (...given: Parameters<typeof judged>): string[] => [
  ...new Set(judged(...given).map(word)),
];

/** The share of judgements that say this. */
const share = (said: string, all: readonly Growth[]): number =>
  all.filter((growth) => word(growth) === said).length / all.length;

describe.each([
  { name: 'while more floors will come', options: LOOKING },
  { name: 'at the end of the budget', options: LAST },
])('$name', ({ options }) => {
  describe('no leak is found', () => {
    const periods = [37, 1000, 2718, 5000, 7000, 10_000];
    it.each(periods)('in a sawtooth of %i operations', (period) => {
      expect(words(sawtooth(100, period), options)).not.toContain('growing');
      expect(words(sawtooth(5, period), options)).not.toContain('growing');
    });

    it.each(periods.slice(1))('in one of some %i operations, whose teeth differ', (period) => {
      for (const seed of [1, 2, 3]) {
        expect(words(unevenSawtooth(100, period, seed), options)).not.toContain('growing');
      }
    });

    it('in a sawtooth whose teeth are twelve batches long or longer', () => {
      for (const period of [14_000, 20_000, 33_333, 50_000, 70_000]) {
        expect(words(sawtooth(100, period), options)).not.toContain('growing');
        expect(words(unevenSawtooth(100, period, 3), options)).not.toContain('growing');
      }
    });

    it.each([0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7])(
      'in a cache that fills with a time constant of %d of the run',
      (constant) => {
        expect(words(saturating(4e6, constant * END), options)).not.toContain('growing');
        expect(words(saturating(4e5, constant * END), options)).not.toContain('growing');
      },
    );

    it.each([1, 1.25, 1.5])(
      'in a cache that would fill with a time constant of %d of the run',
      (constant) => {
        expect(words(saturating(4e6, constant * END), options)).not.toContain('growing');
        expect(words(saturating(4e5, constant * END), options)).not.toContain('growing');
      },
    );

    // Of twice the run only two fifths are full at its end, and the last octave still adds 0.83 of
    // what a leak would: the noise of a heap lifts some of these above the 0.85 that are asked.
    it.todo('in a cache that would fill with a time constant of twice the run', () => {
      expect(words(saturating(4e6, 2 * END), options)).not.toContain('growing');
    });

    it.each([1000, 9000, 30_000])('in bursts, every %i operations', (every) => {
      const law: Law = (n) => (n % every < every / 10 ? 300_000 : 0);
      expect(words(law, options)).not.toContain('growing');
    });

    it.each([
      { name: 'the logarithm', law: (n: number) => 30_000 * Math.log1p(n / 10) },
      { name: 'the root', law: (n: number) => 3000 * Math.sqrt(n) },
    ])('in what slows down like $name of the operations', ({ law }) => {
      expect(words(law, options, { end: 4 * END })).not.toContain('growing');
    });

    it.each([4000, 9000, 16_000, 50_000, 1e6])('in one step of %i bytes', (bytes) => {
      for (const at of sweep(0.05, 0.99, 12)) {
        expect(words((n) => (n > at * END ? bytes : 0), options)).not.toContain('growing');
      }
    });

    it('in tables that double with the longest batch', () => {
      for (const seed of SEEDS) {
        const points = floors(nothing, { end: END, count: 40, seed });
        let longest = 0;
        const grown = points.map((floor, i) => {
          longest = Math.max(longest, floor.operations - (points[i - 1]?.operations ?? 0));
          return { ...floor, bytes: floor.bytes + 48 * 2 ** Math.ceil(Math.log2(longest + 1)) };
        });
        expect(word(assessGrowth(grown, options))).not.toBe('growing');
      }
    });
  });

  describe('a leak is found', () => {
    it.each([0.1, 0.2, 0.3])('that begins at %d of the operations', (begin) => {
      const law: Law = (n) => 100 * Math.max(0, n - begin * END);
      expect(share('growing', judged(law, options))).toBeGreaterThan(0.95);
    });

    it.each([0.4, 0.5, 0.6])('or not yet, and never denied, from %d on', (begin) => {
      const law: Law = (n) => 100 * Math.max(0, n - begin * END);
      expect(words(law, options)).not.toContain('flat');
    });

    it.each([10, 100, 1000])('in one operation of %i', (many) => {
      const law: Law = (n) => 200 * many * Math.floor(n / many);
      expect(share('growing', judged(law, options, { end: 4 * END }))).toBeGreaterThan(0.98);
    });

    it.each([9000, 20_000])('in one operation of %i, or is never denied', (many) => {
      const law: Law = (n) => 200 * many * Math.floor(n / many);
      expect(words(law, options, { end: 4 * END })).not.toContain('flat');
    });

    it.each([1000, 2718, 7000])(
      'under a sawtooth of %i operations, or is never denied',
      (period) => {
        const law = sumOf(leak(50), unevenSawtooth(100, period, 4));
        expect(words(law, options)).not.toContain('flat');
        const long = judged(law, options, { end: 4 * END }).slice(-3 * SEEDS.length);
        expect(share('growing', long)).toBeGreaterThan(0.5);
      },
    );

    it.each([0.02, 0.05])('beside a cache that fills at %d of the run', (constant) => {
      const law = sumOf(leak(20), saturating(2e6, constant * END));
      expect(share('growing', judged(law, options))).toBeGreaterThan(0.95);
    });

    it.each([0.1, 0.3, 0.5, 1])('beside one that fills at %d, or is never denied', (constant) => {
      const law = sumOf(leak(20), saturating(2e6, constant * END));
      expect(words(law, options)).not.toContain('flat');
    });

    it.each([1.5, 2])('of objects beside a table that is multiplied by %d', (factor) => {
      for (const end of sweep(END, 4 * END, 7).map(Math.round)) {
        const law = sumOf(leak(32), multiplied({ bytesAnItem: 8, factor }));
        const all = judged(law, options, { end });
        expect(share('growing', all)).toBeGreaterThan(0.9);
        expect(share('flat', all)).toBe(0);
        for (const growth of all) {
          if (growth.kind !== 'growing') continue;
          // The objects alone, and the table as it was made last.
          expect(growth.bytesPerOperation.high).toBeGreaterThan(32);
          expect(growth.bytesPerOperation.low).toBeLessThan(32 + 8 * factor);
        }
      }
    });

    it.each([
      { factor: 1.5, found: 0.99 },
      // A doubling that only the last three floors show is one that may be taken back.
      { factor: 2, found: 0.85 },
    ])('in a buffer that is multiplied by $factor, or is never denied', ({ factor, found }) => {
      const phases = sweep(END, 8 * END, 12).map((end) =>
        judged(multiplied({ bytesAnItem: 16, factor }), options, { end: Math.round(end) }),
      );
      expect(share('flat', phases.flat())).toBe(0);
      // From 40 floors on, for 20 must have shown it when a third was still to come; at most phases.
      const long = phases.flatMap((all) => all.slice(-3 * SEEDS.length));
      expect(share('growing', long)).toBeGreaterThan(found);
    });

    it('in a buffer that is multiplied by 4, or is never denied', () => {
      for (const end of sweep(END, 8 * END, 12).map(Math.round)) {
        expect(words(multiplied({ bytesAnItem: 16, factor: 4 }), options, { end })).not.toContain(
          'flat',
        );
      }
    });

    it('in drips that add to one batch of three, or is never denied', () => {
      const drips = fromSteps(
        series(60, (i) => (i % 3 === 0 ? 30_000 : 0)),
        2000,
      );
      expect(word(assessGrowth(drips, options))).not.toBe('flat');
    });
  });

  it('drips that slow down are no leak', () => {
    // At each power of 1.3 of the batches: ever rarer, never larger.
    const drips = fromSteps(
      series(90, (i) =>
        Math.floor(Math.log(i + 1) / Math.log(1.3)) > Math.log(Math.max(1, i)) / Math.log(1.3)
          ? 20_000
          : 0,
      ),
      2000,
    );
    expect(word(assessGrowth(drips, options))).not.toBe('growing');
  });

  it('a rate that matters is never called flat', () => {
    for (const rate of [1, 1.5, 2, 5, 40, 1000]) {
      for (const end of [70_000, 200_000, 1_000_000]) {
        expect(words(leak(rate), options, { end }), `${rate} B/op`).not.toContain('flat');
      }
    }
  });
});

describe('the interval', () => {
  // As much as a run of seconds leaks; of leaks of a megabyte an operation there are few operations.
  it.each([
    { rate: 8, grown: 3e6 },
    { rate: 40, grown: 3e6 },
    { rate: 112, grown: 1e7 },
    { rate: 1000, grown: 1e7 },
    { rate: 33_333, grown: 3e7 },
    { rate: 1_048_576, grown: 2e8 },
  ])('of a leak of $rate B/op covers it in 99 of 100 runs', ({ rate, grown }) => {
    const intervals = [JS_HEAP, { ...JS_HEAP, warmUp: 0 }].flatMap((noise) =>
      COUNTS.flatMap((count) =>
        series(72, (i) => {
          const floor = { count, seed: 100 + i, end: Math.round(grown / rate), noise };
          const growth = assessGrowth(floors(leak(rate), floor), LAST);
          expect(growth.kind).toBe('growing');
          return growth.kind === 'growing' ? growth.bytesPerOperation : { low: 0, high: 0 };
        }),
      ),
    );
    const missed = intervals.filter(({ low, high }) => rate < low || rate > high);
    expect(intervals.length).toBeGreaterThan(1000);
    expect(missed.length / intervals.length).toBeLessThan(0.01);
  });

  it('of a leak covers it in 999 of 1000 runs, as is asked', () => {
    const missed = series(4800, (i) => {
      const floor = { count: COUNTS[i % COUNTS.length]!, seed: i, end: 75_000, noise: JS_HEAP };
      const growth = assessGrowth(floors(leak(40), floor), LAST);
      if (growth.kind !== 'growing') throw new Error(word(growth));
      const { low, high } = growth.bytesPerOperation;
      return low > 40 || high < 40;
    }).filter((miss) => miss);
    // 4.8 are expected; ten or more come about once in 40 sets.
    expect(missed.length).toBeLessThan(10);
  });

  it.each([
    // Some warm-ups of up to 600 KB make a leak of 200 KB look as if it slowed down.
    { grown: 200_000, least: 55 },
    { grown: 500_000, least: 66 },
  ])('of a leak that grew by $grown bytes misses one of fifty at most', ({ grown, least }) => {
    const found = judged(leak(40), LAST, { end: grown / 40 }).flatMap((growth) =>
      growth.kind === 'growing' ? [growth.bytesPerOperation] : [],
    );
    const missed = found.filter(({ low, high }) => low > 40 || high < 40);
    expect(found.length).toBeGreaterThan(least);
    expect(missed.length / found.length).toBeLessThan(0.04);
  });

  it('holds its own estimate, whichever rule made it', () => {
    const laws = [
      leak(40),
      multiplied({ bytesAnItem: 16 }),
      sumOf(leak(50), unevenSawtooth(100, 1000, 2)),
      (n: number) => n ** 2 / 1000,
    ];
    for (const law of laws) {
      for (const options of [LOOKING, LAST, RAN_OUT]) {
        for (const growth of judged(law, options)) {
          if (growth.kind !== 'growing') continue;
          const { low, estimate, high } = growth.bytesPerOperation;
          expect(low).toBeLessThanOrEqual(estimate);
          expect(estimate).toBeLessThanOrEqual(high);
        }
      }
    }
  });
});
