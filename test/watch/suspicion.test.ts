import { describe, expect, it } from 'vitest';
import { suspectedAfter } from '../../scripts/evaluate-watch/main.ts';
import { PROCESSES } from '../../scripts/evaluate-watch/processes.ts';
import { lowsOf } from '../../scripts/evaluate-watch/series.ts';
import { watchMemory } from '../../src/watch/memory-watch.ts';
import type { Look } from '../../src/watch/suspicion.ts';
import { suspect } from '../../src/watch/suspicion.ts';
import { series } from '../helpers/series.ts';

const SEEDS = [1, 2, 3, 4, 5];
const LOOK: Look = { confidence: 0.999, afterMs: 5_400_000, limitBytes: null };

const found = (name: string): number => {
  const process = PROCESSES.find((one) => one.name === name)!;
  return SEEDS.filter((seed) => suspectedAfter(process, seed) !== null).length;
};

describe('what hours of natural collections make suspect', () => {
  it.each(PROCESSES.filter(({ truth }) => truth === 'clean').map(({ name }) => name))(
    'is nothing in a process that is clean: %s',
    (name) => {
      expect(found(name)).toBe(0);
    },
  );

  it.each(PROCESSES.filter(({ truth }) => truth === 'leak').map(({ name }) => name))(
    'is a leak where there is one: %s',
    (name) => {
      // npm run evaluate -- watch tells the shares: the hardest is found in four of five runs.
      expect(found(name)).toBeGreaterThanOrEqual(3);
    },
  );

  it('has the rate in bytes a request, and its interval holds it', () => {
    const process = PROCESSES.find(({ name }) => name.startsWith('100 bytes a request'))!;
    const watch = watchMemory({ ...LOOK, suspect, stretchMs: 120_000 });
    for (const low of lowsOf(process, 1)) watch.add(low);
    const suspicion = watch.suspected()!;
    expect(suspicion.per).toBe('request');
    expect(suspicion.bytes.low).toBeLessThan(100);
    expect(suspicion.bytes.high).toBeGreaterThan(100);
    expect(suspicion.bytes.estimate).toBeGreaterThan(70);
    expect(suspicion.bytes.estimate).toBeLessThan(130);
  });

  it('is nothing before enough time was watched, unless the heap is nearly full', () => {
    const lows = series(40, (i) => ({
      elapsedMs: 60_000 * i,
      requests: 10_000 * i,
      load: 100 + ((i * 7) % 5),
      bytes: 50e6 + 20e6 * i,
    }));
    expect(suspect(lows, LOOK)).toBeNull();
    expect(suspect(lows, { ...LOOK, limitBytes: 1e9 })?.per).toBe('request');
    expect(suspect(lows, { ...LOOK, limitBytes: 4e9 })).toBeNull();
    expect(suspect(lows, { ...LOOK, afterMs: 600_000 })?.bytes.estimate).toBeCloseTo(2000, 0);
  });
});

describe('the watch of a memory', () => {
  it('tells a leak once, and again when it is four times as large', () => {
    const watch = watchMemory({ ...LOOK, afterMs: 0, suspect, stretchMs: 1000 });
    const told = series(20_000, (i) =>
      watch.add({
        elapsedMs: 1000 * i,
        requests: 100 * i,
        load: 100 + ((i * 7) % 5),
        bytes: 50e6 + 1e5 * i,
      }),
    ).filter((suspicion) => suspicion !== null);
    expect(told.length).toBeGreaterThan(1);
    expect(told.length).toBeLessThan(6);
    const grown = told.map(({ from, to }) => to.bytes - from.bytes);
    for (const [i, bytes] of grown.slice(1).entries()) {
      expect(bytes).toBeGreaterThanOrEqual(4 * grown[i]!);
    }
  });
});
