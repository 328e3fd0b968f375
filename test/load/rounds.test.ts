import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/harness/schedule.ts';
import type { RoundDone } from '../../src/load/rounds.ts';
import { growthAtFirst, planRound, planWarmUp, roundSize } from '../../src/load/rounds.ts';

/** A server that takes so long for a request. */
function warmUpOf(msPerRequest: number, warmUpMs = 2000): RoundDone[] {
  const rounds: RoundDone[] = [];
  for (;;) {
    const requests = planWarmUp(rounds, warmUpMs);
    if (requests === null) return rounds;
    rounds.push({ requests, loadMs: requests * msPerRequest });
  }
}

describe('the warm-up', () => {
  it('begins with one request, for all that is known', () => {
    expect(planWarmUp([], 2000)).toBe(1);
  });

  it.each([0.05, 1, 40, 3000])('takes about as long as asked for, at %d ms a request', (ms) => {
    const total = warmUpOf(ms).reduce((sum, { loadMs }) => sum + loadMs, 0);
    expect(total).toBeGreaterThanOrEqual(2000);
    expect(total).toBeLessThan(2000 + Math.max(300, ms + 1));
  });

  it('asks a fast server for more and more, and never for much more than before', () => {
    const rounds = warmUpOf(0.05);
    for (const [i, { requests }] of rounds.slice(1).entries()) {
      expect(requests).toBeLessThanOrEqual(8 * rounds[i]!.requests);
    }
    expect(rounds.at(-1)!.requests).toBe(5000);
  });
});

describe('a round', () => {
  const random = () => 0.5;
  const roomBytes = 4 * 2 ** 30;

  const done = (...msPerRequest: number[]): RoundDone[] =>
    msPerRequest.map((ms) => ({ requests: 100, loadMs: 100 * ms }));

  it('lasts 300 ms, as far as the warm-up can tell', () => {
    expect(roundSize(done(0.1), null)).toBe(3000);
    expect(roundSize([{ requests: 1, loadMs: 5000 }], null)).toBe(1);
  });

  it('has more requests once the server is faster, for good', () => {
    expect(roundSize(done(1, 1, 0.1), null)).toBe(300);
    expect(roundSize(done(1, 1, 0.1, 0.1), null)).toBe(3000);
    expect(roundSize(done(1, 1, 0.1, 0.1, 1, 1), null)).toBe(3000);
  });

  it('is longer the longer the load lasts, so that some hundred fill hours', () => {
    const rounds = done(0.1);
    let hours = 0;
    while (hours < 4) {
      const requests = roundSize(rounds, null);
      rounds.push({ requests, loadMs: requests / 10 });
      hours = rounds.reduce((sum, { loadMs }) => sum + loadMs, 0) / 3_600_000;
    }
    expect(rounds[40]!.loadMs).toBe(300);
    expect(rounds.length).toBeGreaterThan(300);
    expect(rounds.length).toBeLessThan(400);
  });

  it('is a 32nd of what was asked for', () => {
    expect(roundSize(warmUpOf(0.1), 64_000)).toBe(2000);
    expect(roundSize(warmUpOf(0.1), 5)).toBe(1);
  });

  it('varies by a quarter, the same way for the same seed', () => {
    const sizes = (seed: number) => {
      const random = seededRandom(seed);
      return Array.from({ length: 50 }, () =>
        planRound({ size: 1000, left: null, grownBytesPerRequest: 0, roomBytes, random }),
      ) as number[];
    };
    const first = sizes(1);
    expect(Math.min(...first)).toBeGreaterThanOrEqual(750);
    expect(Math.max(...first)).toBeLessThanOrEqual(1250);
    expect(new Set(first).size).toBeGreaterThan(40);
    expect(sizes(1)).toEqual(first);
    expect(sizes(2)).not.toEqual(first);
  });

  it('is shorter where so many requests would fill the heap before there are floors enough', () => {
    const grownBytesPerRequest = 2 ** 20;
    const plan = { size: 1000, left: null, grownBytesPerRequest, random };
    expect(planRound({ ...plan, roomBytes })).toBe(8);
    expect(planRound({ ...plan, roomBytes: 40 * 2 ** 20 })).toBe(2);
    expect(planRound({ ...plan, roomBytes: 0 })).toBe(1);
  });

  it('ends with what was asked for', () => {
    const size = 1000;
    expect(planRound({ size, left: 40, grownBytesPerRequest: 0, roomBytes, random })).toBe(40);
    expect(planRound({ size, left: 0, grownBytesPerRequest: 0, roomBytes, random })).toBeNull();
  });
});

describe('what the warm-up tells of growth', () => {
  const MIB = 2 ** 20;
  it.each([
    {
      what: 'that it came near to a limit',
      perRequest: 10,
      size: 1,
      isCutShort: true,
      counts: true,
    },
    {
      what: 'a round may fill the room',
      perRequest: 0.1,
      size: 240,
      isCutShort: false,
      counts: true,
    },
    { what: 'garbage', perRequest: 0.02, size: 240, isCutShort: false, counts: false },
    { what: 'nothing', perRequest: 0, size: 240, isCutShort: false, counts: false },
  ])('counts or not: $what', ({ perRequest, size, isCutShort, counts }) => {
    const grownBytesPerRequest = perRequest * MIB;
    expect(growthAtFirst({ grownBytesPerRequest, isCutShort }, size, 16 * MIB)).toBe(
      counts ? grownBytesPerRequest : 0,
    );
  });
});
