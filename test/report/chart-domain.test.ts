import { describe, expect, it } from 'vitest';
import { byteScale, needsLog } from '../../src/report/chart-domain.ts';
import { fixed, leaky, linear, sawtooth, series } from '../helpers/charts.ts';

const MiB = 1024 * 1024;
const top = (bytes: number) => linear({ start: 0, perOperation: bytes / 12_000 });

describe('a logarithmic axis', () => {
  it.each([
    [
      'two leaks 1000 times apart',
      leaky({ floors: top(10 * MiB) }),
      leaky({ floors: top(1024) }),
      true,
    ],
    [
      'two leaks 100 times apart',
      leaky({ floors: top(MiB) }),
      leaky({ floors: top(10_486) }),
      false,
    ],
    ['a leak beside something flat', leaky({ floors: top(1e10) }), fixed({ start: 100 }), false],
    [
      'a leak beside the warm-up of something clean',
      leaky({ floors: top(1e10) }),
      fixed({ floors: top(2000) }),
      false,
    ],
    ['a leak beside nothing but zeros', leaky({ floors: top(1e10) }), fixed({ start: 0 }), false],
    [
      'a leak beside what may be a small one',
      leaky({ floors: top(1e10) }),
      fixed({ verdict: 'inconclusive', floors: top(2000) }),
      true,
    ],
  ])('for %s: %s', (_, one, other, expected) => {
    expect(needsLog([one, other])).toBe(expected);
  });

  it('has room for what it is there for, and puts zeros on its lower end', () => {
    const scale = byteScale(
      [leaky({ floors: top(1e10) }), fixed({ verdict: 'inconclusive', floors: top(2000) })],
      5,
    );
    expect(scale.kind).toBe('log');
    expect(scale.at(0)).toBe(scale.axis.min);
    expect(scale.at(1e10)).toBeLessThan(scale.axis.max);
    expect(scale.at(166)).toBeGreaterThanOrEqual(scale.axis.min);
  });
});

describe('a linear axis', () => {
  it('starts at 0 for a growth that is most of the memory', () => {
    expect(byteScale([leaky({ start: 0 })], 5).axis.min).toBe(0);
  });

  it('starts higher for a leak on top of a large heap', () => {
    const { axis } = byteScale([leaky({ start: 100 * MiB, perOperation: 100, raw: [] })], 5);
    expect(axis.min).toBeGreaterThan(99 * MiB);
    expect(axis.max).toBeLessThan(102 * MiB);
  });

  it('starts at 0 for what is clean, so that flat looks flat', () => {
    expect(byteScale([fixed({ start: 100 * MiB })], 5).axis.min).toBe(0);
  });

  it('shows a sawtooth as a whole, or not at all where it would hide the leak', () => {
    const floors = linear({ perOperation: 10 });
    const growth = 10 * 12_000;
    const scaleWith = (swing: number) => {
      const raw = sawtooth(floors, { swing });
      return byteScale([leaky({ floors, perOperation: 10, raw })], 5).fits(raw);
    };
    expect(scaleWith(4 * growth)).toBe(true);
    expect(scaleWith(40 * growth)).toBe(false);
  });

  it('has a height for nothing at all', () => {
    for (const one of [series(), fixed({ start: 0, raw: [] })]) {
      const { axis } = byteScale([one], 5);
      expect(axis.max).toBeGreaterThan(axis.min);
    }
  });
});
