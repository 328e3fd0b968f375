import { describe, expect, it } from 'vitest';
import type { SettingTexts } from '../src/options.ts';
import { DEFAULTS, resolveSettings, whole } from '../src/options.ts';
import { settingsSchema } from '../src/record/schema.ts';

const MIB = 2 ** 20;
/** A rate that was asked for is not made larger for slow operations. */
const AS_ASKED = { detectBytesPerSecond: null };

describe('settings', () => {
  it('are the defaults where nothing is said, and fit the recording', () => {
    expect(resolveSettings({})).toEqual(DEFAULTS);
    expect(settingsSchema.parse(DEFAULTS)).toEqual(DEFAULTS);
  });

  it.each([
    { given: { threads: '4' }, settings: { threads: 4 } },
    { given: { threads: '64' }, settings: { threads: 64 } },
    { given: { budget: '500ms' }, settings: { budgetMs: 500 } },
    { given: { budget: '10s' }, settings: { budgetMs: 10_000 } },
    { given: { budget: ' 2m ' }, settings: { budgetMs: 120_000 } },
    { given: { budget: '1.5 min' }, settings: { budgetMs: 90_000 } },
    { given: { budget: '1H' }, settings: { budgetMs: 3_600_000 } },
    { given: { budget: '3' }, settings: { budgetMs: 3000 } },
    { given: { timeout: '250ms' }, settings: { timeoutMs: 250 } },
    { given: { limit: '64MiB' }, settings: { limitBytes: 64 * MIB } },
    { given: { limit: '64mb' }, settings: { limitBytes: 64 * MIB } },
    { given: { limit: '64 m' }, settings: { limitBytes: 64 * MIB } },
    { given: { limit: '16777216' }, settings: { limitBytes: 16 * MIB } },
    { given: { limit: '1.5GiB' }, settings: { limitBytes: 1536 * MIB } },
    { given: { limit: '4GiB' }, settings: { limitBytes: 4096 * MIB } },
    { given: { confidence: '0.99' }, settings: { confidence: 0.99 } },
    { given: { confidence: '.95' }, settings: { confidence: 0.95 } },
    { given: { confidence: '99%' }, settings: { confidence: 0.99 } },
    { given: { confidence: '50 %' }, settings: { confidence: 0.5 } },
    { given: { detect: '0.5' }, settings: { ...AS_ASKED, detectBytesPerOperation: 0.5 } },
    { given: { detect: '16B' }, settings: { ...AS_ASKED, detectBytesPerOperation: 16 } },
    { given: { detect: '1KiB' }, settings: { ...AS_ASKED, detectBytesPerOperation: 1024 } },
    { given: { seed: '0' }, settings: { seed: 0 } },
    { given: { seed: '4294967295' }, settings: { seed: 4_294_967_295 } },
  ] as { given: SettingTexts; settings: object }[])('$given are read', ({ given, settings }) => {
    const resolved = resolveSettings(given);
    expect(resolved).toMatchObject(settings);
    expect(resolved).toEqual({ ...DEFAULTS, ...settings, limitGiven: 'limit' in given });
    expect(settingsSchema.safeParse(resolved).success).toBe(true);
  });

  it.each([
    {
      name: 'threads',
      texts: ['0', '65', '-1', '1.5', 'two', '', '1e1'],
      expected: 'a number from 1 to 64',
    },
    {
      name: 'budget',
      texts: ['0', '0s', '-1s', '10 days', 's', '', '25days', '600h', '1e3'],
      expected: 'a time such as 500ms, 10s or 2m',
    },
    {
      name: 'timeout',
      texts: ['0ms', '0.5ms', 'soon', '2147483648ms'],
      expected: 'a time such as 500ms, 10s or 2m',
    },
    {
      name: 'limit',
      texts: ['15MiB', '4097MiB', '64TiB', '-64MiB', 'all', ''],
      expected: 'a size from 16MiB to 4GiB',
    },
    {
      name: 'confidence',
      texts: ['0.4', '1', '100%', '99.99999%', '-0.9', 'high', '95'],
      expected: 'a share from 0.5 to 0.999999',
    },
    { name: 'detect', texts: ['0', '-1', 'tiny', ''], expected: 'a number of bytes above 0' },
    {
      name: 'seed',
      texts: ['-1', '4294967296', '1.5', 'x', ''],
      expected: 'a whole number from 0 to 4294967295',
    },
  ])('of --$name that cannot be used are refused: $texts', ({ name, texts, expected }) => {
    for (const text of texts) {
      const resolve = () => resolveSettings({ [name]: text });
      expect(resolve, text).toThrow(
        `--${name} ${JSON.stringify(text)} can't be used: expected ${expected}`,
      );
      expect(resolve).toThrow(expect.objectContaining({ code: 'usage' }));
    }
  });

  it('give a run into the limit more time, unless a time is given', () => {
    expect(resolveSettings({ 'until-oom': true })).toEqual({
      ...DEFAULTS,
      untilOom: true,
      budgetMs: 120_000,
    });
    expect(resolveSettings({ 'until-oom': true, budget: '5s' }).budgetMs).toBe(5000);
    expect(resolveSettings({ 'until-oom': false }).budgetMs).toBe(DEFAULTS.budgetMs);
  });
});

describe('a whole number', () => {
  it.each([
    { text: '1', value: 1 },
    { text: '9', value: 9 },
    { text: '0', value: null },
    { text: '10', value: null },
    { text: '1.0', value: null },
    { text: '+1', value: null },
    { text: ' 1', value: null },
    { text: '', value: null },
  ])('from 1 to 9: $text is $value', ({ text, value }) => {
    expect(whole(text, 1, 9)).toBe(value);
  });
});
