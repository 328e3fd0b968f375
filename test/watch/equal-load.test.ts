import { describe, expect, it } from 'vitest';
import { growsAtEqualLoad } from '../../src/watch/equal-load.ts';
import type { Low } from '../../src/watch/history.ts';
import { series } from '../helpers/series.ts';

const HOURS = 48;
const lows = (load: (i: number) => number, bytes: (i: number) => number): Low[] =>
  series(HOURS, (i) => ({ elapsedMs: i, requests: i, load: load(i), bytes: bytes(i) }));
const restless = (i: number): number => 100 + ((i * 7) % 10);
const daily = (i: number): number => 55 - 45 * Math.cos((i * Math.PI) / 12);

describe('growth at equal load', () => {
  it('is seen of a leak, under steady load as from day to day', () => {
    expect(
      growsAtEqualLoad(
        lows(restless, (i) => 1e6 * i),
        HOURS * 1e6,
      ),
    ).toBe(true);
    const leak = (i: number) => 1e6 * i + 1e4 * daily(i);
    expect(growsAtEqualLoad(lows(daily, leak), HOURS * 1e6)).toBe(true);
  });

  it('is not seen where memory follows the load', () => {
    expect(
      growsAtEqualLoad(
        lows(daily, (i) => 1e6 * daily(i)),
        50e6,
      ),
    ).toBe(false);
  });

  it('is not told while the load does nothing but rise', () => {
    expect(
      growsAtEqualLoad(
        lows(
          (i) => i,
          (i) => 1e6 * i,
        ),
        HOURS * 1e6,
      ),
    ).toBe(false);
  });

  it('is not told of nothing', () => {
    expect(growsAtEqualLoad([], 0)).toBe(false);
  });
});
