import { describe, expect, it } from 'vitest';
import { countInParts } from '../../src/watch/count-in-parts.ts';

/** A server whose requests come at will, each with so many events. */
function server({ hasEvents = true } = {}) {
  let nowMs = 0;
  let events = 0;
  let isCounting = false;
  let served = 0;
  let counted = 0;
  const waiting: { readonly atMs: number; readonly call: () => void }[] = [];
  const count = countInParts({
    start() {
      isCounting = true;
    },
    stop() {
      isCounting = false;
    },
    now: () => nowMs,
    events: () => (hasEvents ? events : null),
    later: (call, afterMs) => waiting.push({ atMs: nowMs + afterMs, call }),
  });
  return {
    count,
    isCounting: () => isCounting,
    served: () => served,
    shareCounted: () => counted / served,
    /** So many a second, for so many seconds. */
    serve(rate: number, seconds: number, eventsEach = 1) {
      const requests = rate * seconds;
      const fromMs = nowMs;
      for (let i = 1; i <= requests; i++) {
        nowMs = fromMs + (1000 * i) / rate;
        events += eventsEach;
        served++;
        if (isCounting) {
          counted++;
          count.add();
        }
        while (waiting[0] !== undefined && waiting[0].atMs <= nowMs) waiting.shift()!.call();
      }
      nowMs = fromMs + 1000 * seconds;
      while (waiting[0] !== undefined && waiting[0].atMs <= nowMs) waiting.shift()!.call();
    },
  };
}

describe('requests', () => {
  it('are counted one by one up to 10,000 a second', () => {
    const { count, serve, served, shareCounted } = server();
    serve(9900, 60);
    serve(3, 5);
    expect(count.total()).toBe(served());
    expect(shareCounted()).toBe(1);
  });

  it('above that are counted now and then, and are as many', () => {
    const { count, serve, served, shareCounted } = server();
    serve(40_000, 60);
    expect(shareCounted()).toBeLessThan(0.01);
    expect(count.total() / served()).toBeCloseTo(1, 3);
  });

  it.each([2, 0.1])('with %d events each are as many, too', (eventsEach) => {
    const { count, serve, served } = server();
    serve(40_000, 35, eventsEach);
    expect(count.total() / served()).toBeCloseTo(1, 2);
  });

  it('of a burst are not taken for more than they were', () => {
    const { count, serve, served, isCounting } = server();
    serve(40_000, 1);
    expect(isCounting()).toBe(false);
    serve(10, 30);
    expect(isCounting()).toBe(true);
    serve(10, 600);
    expect(count.total() / served()).toBeCloseTo(1, 3);
  });

  it('are never fewer than they were', () => {
    const { count, serve } = server();
    let before = 0;
    for (let i = 0; i < 300; i++) {
      serve(i % 50 < 25 ? 30_000 : 200, 0.25);
      expect(count.total()).toBeGreaterThanOrEqual(before);
      before = count.total();
    }
  });

  it('are all counted where Node tells of no events', () => {
    const { count, serve, served, shareCounted } = server({ hasEvents: false });
    serve(40_000, 5);
    expect(count.total()).toBe(served());
    expect(shareCounted()).toBe(1);
  });

  it.each([9000, 40_000])('of %d a second are not counted after its end', (rate) => {
    const { count, serve, served, isCounting } = server();
    serve(rate, 5);
    count.end();
    const then = served();
    serve(rate, 30);
    expect(isCounting()).toBe(false);
    expect(count.total() / then).toBeCloseTo(1, 3);
  });
});
