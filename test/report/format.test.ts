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
      [1e12, '31 years'],
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
  {
    name: 'operations' as const,
    cases: [
      [0, '0 operations'],
      [1, '1 operation'],
      [12_000, '12,000 operations'],
      [999_999, '999,999 operations'],
      [1_000_000, '1 M operations'],
      [62_000_000, '62 M operations'],
    ],
  },
  {
    name: 'percent' as const,
    cases: [
      [0.999, '99.9 %'],
      [0.99, '99 %'],
      [0.999_999, '99.9999 %'],
      [0.5, '50 %'],
    ],
  },
  {
    // Rounded up: what is below 0.0284 is below 0.029, but not below 0.028.
    name: 'bound' as const,
    cases: [
      [0, '0'],
      [0.0284, '0.029'],
      [0.03, '0.03'],
      [0.192, '0.2'],
      [0.000_16, '0.00016'],
      [1, '1'],
      [9.96, '10'],
      [12.3, '13'],
      [1234, '1,300'],
    ],
  },
] as { name: Exclude<keyof typeof format, 'interval'>; cases: [number, string][] }[])(
  'a $name',
  ({ name, cases }) => {
    it.each(cases)('%d reads %j', (value, text) => {
      // biome-ignore lint/performance/noDynamicNamespaceImportAccess: a table of cases; nothing is bundled
      expect(format[name](value)).toBe(text);
    });
  },
);

describe('an interval', () => {
  it.each([
    // As many digits as its width allows, …
    { interval: [64, 63.9, 64.1], text: '64.0 (63.9–64.1)' },
    { interval: [40.06, 40.01, 40.11], text: '40.06 (40.01–40.11)' },
    { interval: [0.0324, 0.0318, 0.0331], text: '0.0324 (0.0318–0.0331)' },
    { interval: [1093.2, 1056.3, 1200], text: '1,090 (1,050–1,200)' },
    { interval: [102_400, 98_213, 110_123], text: '102,000 (98,000–111,000)' },
    // … two at least, three of what has no decimals, …
    { interval: [5.3, 2.1, 9.8], text: '5.3 (2.1–9.8)' },
    { interval: [23.1, 18, 30.7], text: '23 (18–31)' },
    { interval: [333, 272, 510], text: '333 (272–510)' },
    // … and four at most, or those of a whole number.
    { interval: [48, 48, 48], text: '48.00 (48.00–48.00)' },
    { interval: [1024, 1023.9996, 1024.0003], text: '1,024 (1,024–1,024)' },
    { interval: [1_048_576.4, 1_048_570, 1_048_580], text: '1,048,576 (1,048,570–1,048,580)' },
  ])('reads $text', ({ interval: [estimate, low, high], text }) => {
    const shown = format.interval({ estimate: estimate!, low: low!, high: high! });
    expect(`${shown.estimate} (${shown.low}–${shown.high})`).toBe(text);
  });

  it('is rounded outwards, so that it still holds the truth', () => {
    for (let i = 0; i < 2000; i++) {
      const estimate = 10 ** ((i % 80) / 10 - 3);
      const low = estimate * (1 - ((i * 7) % 97) / 100);
      const high = estimate * (1 + ((i * 13) % 301) / 100);
      if (high - low < estimate / 1000) continue;
      const shown = format.interval({ estimate, low, high });
      const value = (text: string): number => Number(text.replaceAll(',', ''));
      expect(value(shown.low)).toBeLessThanOrEqual(low * (1 + 1e-6));
      expect(value(shown.high)).toBeGreaterThanOrEqual(high * (1 - 1e-6));
    }
  });

  it('never begins at 0 where it lies above', () => {
    expect(format.interval({ estimate: 0.5, low: 0.0001, high: 1.2 }).low).toBe('0.0001');
    expect(format.interval({ estimate: 0.5, low: 0, high: 1.2 }).low).toBe('0.00');
  });
});
