import { normalQuantile } from '../../src/analysis/normal.ts';

/** What share could be behind a count, with 95 % confidence: 0 of 1500 is not 0. */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval. Source: E. B. Wilson, "Probable inference, the law of succession, and
 * statistical inference", JASA 22 (1927). Unlike the textbook's it is right where nothing, or
 * everything, was counted.
 */
export function share(count: number, of: number, confidence = 0.95): Share {
  if (of === 0) return { count, of, low: 0, high: 1 };
  const z = normalQuantile(0.5 + confidence / 2);
  const p = count / of;
  const middle = p + z ** 2 / (2 * of);
  const reach = z * Math.sqrt((p * (1 - p)) / of + z ** 2 / (4 * of ** 2));
  const scale = 1 + z ** 2 / of;
  return {
    count,
    of,
    low: count === 0 ? 0 : (middle - reach) / scale,
    high: count === of ? 1 : (middle + reach) / scale,
  };
}
