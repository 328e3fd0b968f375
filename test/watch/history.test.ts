import { describe, expect, it } from 'vitest';
import type { Low } from '../../src/watch/history.ts';
import { createHistory } from '../../src/watch/history.ts';

const low = (elapsedMs: number, bytes: number): Low => ({ elapsedMs, bytes, requests: 0, load: 1 });

describe('the history of a memory', () => {
  it('keeps the lowest of each stretch, and not the stretch that goes on', () => {
    const history = createHistory({ stretchMs: 100 });
    for (const [ms, bytes] of [
      [10, 5],
      [50, 3],
      [90, 4],
      [110, 9],
      [150, 8],
      [190, 8],
      [210, 7],
    ] as const) {
      history.add(low(ms, bytes));
    }
    expect(history.lows().map(({ elapsedMs, bytes }) => [elapsedMs, bytes])).toEqual([
      [50, 3],
      [150, 8],
    ]);
  });

  it('shows all that there is where collections are seldom', () => {
    const history = createHistory({ stretchMs: 100 });
    for (const ms of [50, 500, 900]) history.add(low(ms, ms));
    expect(history.lows()).toHaveLength(3);
  });

  it('takes no more room in weeks than in minutes, and still knows the lowest of all', () => {
    const history = createHistory({ stretchMs: 1000, most: 64 });
    const weeks = 1_000_000;
    for (let i = 0; i < weeks; i += 7)
      history.add(low(i * 1000, i === 70_007 ? 1 : 100 + (i % 50)));
    const lows = history.lows();
    expect(lows.length).toBeLessThanOrEqual(64);
    expect(lows.length).toBeGreaterThanOrEqual(31);
    expect(Math.min(...lows.map(({ bytes }) => bytes))).toBe(1);
    const times = lows.map(({ elapsedMs }) => elapsedMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeLessThan(weeks * 50);
  });
});
