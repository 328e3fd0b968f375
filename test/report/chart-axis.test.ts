import { describe, expect, it } from 'vitest';
import {
  linearBytesAxis,
  logBytesAxis,
  operationsAxis,
  unitAxis,
} from '../../src/report/chart-axis.ts';
import type { Axis } from '../../src/report/plot.ts';

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;
const labels = ({ ticks }: Axis) => ticks.map(({ label }) => label);

describe('an axis of bytes', () => {
  it.each([
    [0, 100, ['0', '20 B', '40 B', '60 B', '80 B', '100 B']],
    [0, 2, ['0', '1 B', '2 B']],
    [0, 250 * KiB, ['0', '50 KiB', '100 KiB', '150 KiB', '200 KiB', '250 KiB']],
    [0, 1.1 * MiB, ['0', '0.2 MiB', '0.4 MiB', '0.6 MiB', '0.8 MiB', '1.0 MiB']],
    [5 * MiB, 5.1 * MiB, ['5.00 MiB', '5.02 MiB', '5.04 MiB', '5.06 MiB', '5.08 MiB', '5.10 MiB']],
    [0, 10 * GiB, ['0', '2 GiB', '4 GiB', '6 GiB', '8 GiB', '10 GiB']],
  ])('from %d to %d has round ticks in one unit', (low, high, expected) => {
    expect(labels(linearBytesAxis(low, high, 5))).toEqual(expected);
  });

  it.each([0.3, 7, 999, 1025, 3e5, 7.7e6, 2e9, 9e13])(
    'has 3 to 8 ticks up to %d bytes, all on the axis',
    (high) => {
      const axis = linearBytesAxis(0, high * 10, 5);
      expect(axis.ticks.length).toBeGreaterThanOrEqual(3);
      expect(axis.ticks.length).toBeLessThanOrEqual(8);
      expect(new Set(labels(axis)).size).toBe(axis.ticks.length);
      for (const { at } of axis.ticks) {
        expect(at).toBeGreaterThanOrEqual(axis.min);
        expect(at).toBeLessThanOrEqual(axis.max * (1 + 1e-9));
      }
    },
  );

  it('when logarithmic has its ticks on powers of two', () => {
    const axis = logBytesAxis(1000, 10 * GiB, 5);
    expect(labels(axis)).toEqual(['32 B', '1 KiB', '32 KiB', '1 MiB', '32 MiB', '1 GiB']);
    expect(axis.min).toBeLessThanOrEqual(Math.log2(1000));
    expect(axis.max).toBe(Math.log2(10 * GiB));
  });
});

describe('an axis of operations', () => {
  it.each([
    [150_000, ['0', '50 k', '100 k', '150 k']],
    [12_345, ['0', '2 k', '4 k', '6 k', '8 k', '10 k', '12 k']],
    [10_000_000, ['0', '2 M', '4 M', '6 M', '8 M', '10 M']],
    [3, ['0', '1', '2', '3']],
  ])('to %d ends with the data', (end, expected) => {
    const axis = operationsAxis(end, 4);
    expect(axis.max).toBe(end);
    expect(labels(axis)).toEqual(expected);
  });

  it('exists for no operation at all', () => {
    expect(operationsAxis(0, 4)).toMatchObject({ min: 0, max: 1 });
  });
});

describe('an axis of a unit', () => {
  it.each([
    [5.4, 's', ['0', '1 s', '2 s', '3 s', '4 s', '5 s']],
    [0.27, 'ms', ['0', '0.05 ms', '0.1 ms', '0.15 ms', '0.2 ms', '0.25 ms']],
    [11_000, '', ['0', '2 k', '4 k', '6 k', '8 k', '10 k']],
    [1.08, '', ['0', '1']],
  ])('up to %d "%s" has round ticks from 0 on', (max, unit, expected) => {
    expect(labels(unitAxis(max, 5, unit))).toEqual(expected);
  });
});
