import { describe, expect, it } from 'vitest';
import type { GrowthOptions } from '../../src/analysis/growth.ts';
import { regularGrowth } from '../../src/analysis/regular-growth.ts';
import { LOOKING } from '../helpers/growth-options.ts';
import { fromSteps, series } from '../helpers/series.ts';

const OPERATIONS = 10_000;

/** Whether growth at these rates, in batches of 10,000 operations, is regular. */
function isRegular(rates: readonly number[], over: Partial<GrowthOptions> = {}, cut = 0): boolean {
  const all = fromSteps(
    rates.map((rate) => rate * OPERATIONS),
    OPERATIONS,
  );
  return regularGrowth(all.slice(cut), all, { ...LOOKING, ...over }) !== null;
}

describe('growth', () => {
  it('by the same in each batch is regular, with that rate', () => {
    const points = fromSteps(
      series(20, () => 400_000),
      OPERATIONS,
    );
    expect(regularGrowth(points, points, LOOKING)).toMatchObject({
      kind: 'growing',
      rule: 'regular',
      shape: 'linear',
      bytesPerOperation: { estimate: 40 },
      from: points[0],
    });
  });

  it.each([
    { name: 'a tenth', share: 0.1, regular: true },
    { name: 'more than a tenth', share: 0.105, regular: false },
  ])('whose lower batches are below the typical by $name is regular: $regular', (given) => {
    const { share, regular } = given;
    expect(isRegular(series(20, (i) => (i % 3 === 0 ? 40 * (1 - share) : 40)))).toBe(regular);
  });

  // A tenth of 0.5 B/op is 0.05, and 128 bytes in 10,000 operations are 0.0128.
  it.each([
    { spread: 0.05, exact: true, regular: true },
    { spread: 0.06, exact: true, regular: false },
    { spread: 0.06, exact: false, regular: true },
    { spread: 0.065, exact: false, regular: false },
  ])('may have the noise of a floor more, unless counted exactly: $spread, $exact', (given) => {
    const rates = series(20, (i) => (i % 3 === 0 ? 0.5 - given.spread : 0.5));
    expect(isRegular(rates, { exact: given.exact })).toBe(given.regular);
  });

  it('may have large steps beside what each batch adds', () => {
    expect(isRegular(series(20, (i) => ([5, 9, 16].includes(i) ? 400 : 40)))).toBe(true);
  });

  it('in less than nearly every batch is not regular', () => {
    expect(isRegular(series(24, (i) => (i % 12 === 0 ? 0 : 40)))).toBe(true);
    expect(isRegular(series(24, (i) => (i % 2 === 0 ? 0 : 40)))).toBe(false);
  });

  // Between a tenth and two fifths of the batches lie those that are compared.
  it.each([
    {
      name: '2 of 24 add nothing',
      rates: series(24, (i) => (i % 12 === 0 ? 0 : 40)),
      regular: true,
    },
    { name: '3 of 24', rates: series(24, (i) => (i % 8 === 0 ? 0 : 40)), regular: false },
    {
      name: '13 of 25 add half as much again',
      rates: series(25, (i) => (i % 2 === 0 ? 60 : 40)),
      regular: true,
    },
    { name: '15 of 25', rates: series(25, (i) => (i % 9 < 5 ? 60 : 40)), regular: false },
  ])('of which $name is regular: $regular', ({ rates, regular }) => {
    expect(isRegular(rates)).toBe(regular);
  });

  it.each([
    { bytes: 8192, regular: false },
    { bytes: 8208, regular: true },
  ])('of $bytes bytes in all is more than may be noise: $regular', ({ bytes, regular }) => {
    expect(isRegular(series(16, () => bytes / 16 / OPERATIONS))).toBe(regular);
  });

  it('of fewer batches than the confidence asks for is none', () => {
    expect(isRegular(series(10, () => 40))).toBe(false);
    expect(isRegular(series(11, () => 40))).toBe(true);
    expect(
      isRegular(
        series(10, () => 40),
        { confidence: 0.99 },
      ),
    ).toBe(true);
  });
});

describe('a fall', () => {
  const falling = (rate: number, fall: number) =>
    isRegular(series(20, (i) => (i === 10 ? -fall / OPERATIONS : rate)));

  it.each([
    { fall: 690_000, regular: true },
    { fall: 692_000, regular: false },
  ])('by $fall of 7.6 MB is less than a tenth of the growth: $regular', ({ fall, regular }) => {
    expect(falling(40, fall)).toBe(regular);
  });

  it.each([
    { fall: 32_768, regular: true },
    { fall: 32_778, regular: false },
  ])('by $fall bytes is no more than four tolerances: $regular', ({ fall, regular }) => {
    expect(falling(1, fall)).toBe(regular);
  });

  it('that was cut off as a warm-up counts, too, but for the very first floors', () => {
    const rates = (at: number) => series(39, (i) => (i === at ? -150 : 40));
    expect(isRegular(rates(5), {}, 14)).toBe(true);
    expect(isRegular(rates(6), {}, 14)).toBe(false);
  });
});

describe('a rate that falls', () => {
  it.each([
    { share: 0.86, regular: true },
    { share: 0.84, regular: false },
  ])('to $share of what it was leaves growth regular: $regular', ({ share, regular }) => {
    expect(isRegular(series(20, (i) => (i < 10 ? 40 : 40 * share)))).toBe(regular);
  });

  it.each([
    { batches: 6, regular: true },
    { batches: 17, regular: false },
  ])('after the first $batches of 39 batches is a warm-up: $regular', ({ batches, regular }) => {
    const rates = series(39, (i) => (i < batches ? 60 : 40));
    expect(isRegular(rates)).toBe(regular);
    // What was cut off as a warm-up is asked, too.
    expect(isRegular(rates, {}, 14)).toBe(regular);
  });

  it('from the cut on alone is seen, too', () => {
    const rates = series(39, (i) => (i < 20 ? 30 : i < 28 ? 50 : 35));
    expect(isRegular(rates)).toBe(true);
    expect(isRegular(rates, {}, 20)).toBe(false);
  });
});
