import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/agent/server-protocol.ts';
import type { Isolate } from '../../src/load/agents.ts';
import { coolDownMs, watchFalls } from '../../src/load/cool-down.ts';
import { sample } from '../helpers/recording.ts';

const floor = (jsHeapBytes: number, thread = 0) =>
  sample({ thread, jsHeapBytes, arrayBuffersBytes: 0 });

/** An isolate whose floors are these, and then the last one; null where it does not answer. */
function isolateOf(...floors: (number | null)[]): Isolate {
  let asked = 0;
  const ask = async (): Promise<Answer | null> => {
    const jsHeapBytes = floors[Math.min(asked++, floors.length - 1)]!;
    if (jsHeapBytes === null) return null;
    const gc = { minor: 0, major: 0, incremental: 0, pauseMs: 0 };
    return {
      ...{ type: 'answer', id: 0, heapUsedBytes: 0, glance: null, reply: null },
      requests: { started: 0, closed: 0, finished: 0, connections: 0 },
      floor: { gc, sample: sample({ jsHeapBytes, arrayBuffersBytes: 0 }) },
    };
  };
  return { ask, thread: 0 } as Pick<Isolate, 'ask' | 'thread'> as Isolate;
}

const at = { operations: 0, batchMs: 0 };
const SETTINGS = { timeoutMs: 100, budgetMs: 20_000 };
const MIB = 2 ** 20;

describe('the time in which a server cools down', () => {
  it('is none where nothing is let go of any more', async () => {
    expect(await coolDownMs([isolateOf(9 * MIB, 8 * MIB, 8 * MIB - 500)], at, SETTINGS)).toBe(0);
    expect(await coolDownMs([isolateOf(8 * MIB, 8 * MIB, 9 * MIB)], at, SETTINGS)).toBe(0);
    expect(await coolDownMs([isolateOf(null)], at, SETTINGS)).toBe(0);
  });

  it('is not told by an isolate that ends', async () => {
    expect(await coolDownMs([isolateOf(9 * MIB, 8 * MIB, null)], at, SETTINGS)).toBe(0);
  });

  it('is as long as one of its isolates lets go of memory', async () => {
    const falling = isolateOf(9 * MIB, 8 * MIB, 7 * MIB, 6 * MIB, 6 * MIB);
    const neededMs = await coolDownMs([isolateOf(5 * MIB), falling], at, SETTINGS);
    expect(neededMs).toBeGreaterThan(490);
    expect(neededMs).toBeLessThan(5000);
  });

  it('is not waited for where there is no end of it', async () => {
    const floors = Array.from({ length: 200 }, (_, i) => (300 - i) * MIB);
    expect(await coolDownMs([isolateOf(...floors)], at, SETTINGS)).toBe(0);
  });

  it('may be longer where there is more time', async () => {
    const falling = [9, 8, 7, 6, 5, 4, 3, 2].map((size) => size * MIB);
    expect(await coolDownMs([isolateOf(...falling)], at, SETTINGS)).toBe(0);
    const options = { ...SETTINGS, budgetMs: 60_000 };
    expect(await coolDownMs([isolateOf(...falling)], at, options)).toBeGreaterThan(1490);
  });

  it('is told from floors that were just taken, where there are some', async () => {
    const taken = [floor(9 * MIB)];
    const neededMs = await coolDownMs([isolateOf(8 * MIB)], at, SETTINGS, taken);
    expect(neededMs).toBeGreaterThan(240);
    expect(neededMs).toBeLessThan(2500);
    expect(await coolDownMs([isolateOf(9 * MIB)], at, SETTINGS, taken)).toBe(0);
    // Of another thread.
    expect(await coolDownMs([isolateOf(8 * MIB)], at, SETTINGS, [floor(9 * MIB, 1)])).toBe(0);
  });
});

describe('a server that seems to let go of memory now and then', () => {
  const looks = (...sizes: number[]): boolean[] => {
    const isWorthALook = watchFalls();
    return sizes.map((bytes) => isWorthALook([floor(bytes)]));
  };

  it('is one whose floors fall and rise again', () => {
    expect(looks(8 * MIB, 7 * MIB, 8 * MIB)).toEqual([false, false, true]);
    expect(looks(7 * MIB, 8 * MIB, 7 * MIB, 7 * MIB, 7.5 * MIB)).toEqual([
      ...[false, false, false, false, true],
    ]);
  });

  it('is none that leaks, nor one whose code is dropped once', () => {
    expect(looks(...Array.from({ length: 50 }, (_, i) => i * MIB))).not.toContain(true);
    expect(looks(8 * MIB, 7 * MIB, 7 * MIB, 7 * MIB)).not.toContain(true);
    expect(looks(8 * MIB, 7.98 * MIB, 8 * MIB, 7.98 * MIB, 8 * MIB)).not.toContain(true);
  });

  it('is looked at three times at most', () => {
    const seen = looks(...Array.from({ length: 20 }, (_, i) => (8 + (i % 2)) * MIB));
    expect(seen.filter(Boolean)).toHaveLength(3);
  });

  it('is told by each thread alone', () => {
    const isWorthALook = watchFalls();
    expect(isWorthALook([floor(9 * MIB, 1), floor(5 * MIB, 2)])).toBe(false);
    expect(isWorthALook([floor(8 * MIB, 1), floor(6 * MIB, 2)])).toBe(false);
    expect(isWorthALook([floor(9 * MIB, 1), floor(7 * MIB, 2)])).toBe(true);
  });
});
