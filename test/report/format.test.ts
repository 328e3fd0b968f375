import { describe, expect, it } from 'vitest';
import * as format from '../../src/report/format.ts';

describe.each([
  {
    name: 'number' as const,
    cases: [
      [0, '0'],
      [0.000_05, '0.00005'],
      [0.012_345, '0.0123'],
      [0.5, '0.5'],
      [4.5678, '4.57'],
      [48, '48'],
      [48.04, '48'],
      [112.04, '112'],
      [999.4, '999'],
      [1093, '1,093'],
      [12_300.4, '12,300'],
      [-3.25159, '-3.25'],
      [-1234, '-1,234'],
      [Number.POSITIVE_INFINITY, 'Infinity'],
      [Number.NaN, 'NaN'],
    ],
  },
  {
    name: 'bytes' as const,
    cases: [
      [0, '0 B'],
      [512, '512 B'],
      [1024, '1 KiB'],
      [1536, '1.5 KiB'],
      [2 ** 28, '256 MiB'],
      [2 ** 32, '4 GiB'],
      [2 ** 40, '1 TiB'],
      [2 ** 52, '4,096 TiB'],
      [-2048, '-2 KiB'],
      [0.5, '0.5 B'],
    ],
  },
  {
    name: 'duration' as const,
    cases: [
      [0, '0 ms'],
      [0.6, '1 ms'],
      [850, '850 ms'],
      [1000, '1 s'],
      [16_540, '16.5 s'],
      [60_000, '1 min 0 s'],
      [250_000, '4 min 10 s'],
      [3_600_000, '1 h 0 min'],
      [7_500_000, '2 h 5 min'],
      [48 * 3_600_000, '2 days'],
      [1e11, '1,157 days'],
    ],
  },
  {
    name: 'count' as const,
    cases: [
      [0, '0'],
      [950, '950'],
      [999, '999'],
      [1000, '1 k'],
      [12_500, '12.5 k'],
      [12_345, '12.3 k'],
      [3_200_000, '3.2 M'],
      [1e9, '1 G'],
      [1e12, '1 T'],
      [1e16, '10000 T'],
    ],
  },
  {
    name: 'rate' as const,
    cases: [
      [48, '+48 B/op'],
      [0.0512, '+0.0512 B/op'],
      [0, '0 B/op'],
      [-3, '-3 B/op'],
      [102_400, '+102,400 B/op'],
    ],
  },
] as { name: keyof typeof format; cases: [number, string][] }[])('a $name', ({ name, cases }) => {
  it.each(cases)('%d reads %j', (value, text) => {
    // biome-ignore lint/performance/noDynamicNamespaceImportAccess: a table of cases; nothing is bundled
    expect(format[name](value)).toBe(text);
  });
});
