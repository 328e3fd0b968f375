import { describe, expect, it } from 'vitest';
import { comparedText, compareWith } from '../../src/report/compare.ts';
import type { Result } from '../../src/report/result.ts';
import { cleanResult, oddResult, result } from '../helpers/result.ts';

const leak = (estimate: number, memory: Result['memory'] = 'js-heap'): Result =>
  result({
    memory,
    growth: {
      bytesPerOperation: {
        ...{ estimate, low: 0.9 * estimate, high: 1.1 * estimate, confidence: 0.999 },
      },
      shape: 'linear',
    },
  });

describe('what became of a leak', () => {
  it.each([
    { now: cleanResult(), outcome: 'gone', says: 'gone: +100 B/op before, < 0.03 B/op now' },
    { now: leak(50), outcome: 'smaller', says: 'now 50 % of what it was (41–61 %)' },
    { now: leak(105), outcome: 'same', says: 'as it was' },
    { now: leak(300), outcome: 'larger', says: 'larger: +100 B/op before, now 300 %' },
    { now: leak(50, 'wasm'), outcome: 'new', says: 'that one was in JS heap' },
    { now: oddResult('inconclusive', 'too restless'), outcome: 'unknown', says: 'not known' },
    { now: oddResult('failed', 'it threw'), outcome: 'unknown', says: 'not known' },
  ])('is said with its rates: $outcome', ({ now, outcome, says }) => {
    const compared = compareWith(leak(100), now);
    expect(compared.outcome).toBe(outcome);
    expect(comparedText(compared)).toContain(says);
  });

  it('is nothing where there was none', () => {
    expect(compareWith(cleanResult(), cleanResult()).outcome).toBe('none');
    expect(compareWith(cleanResult(), leak(100)).outcome).toBe('new');
    expect(comparedText(compareWith(cleanResult(), leak(100)))).toContain('no such leak before');
  });
});
