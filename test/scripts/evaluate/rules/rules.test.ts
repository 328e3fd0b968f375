import { describe, expect, it } from 'vitest';
import { rules } from '../../../../scripts/evaluate/rules/index.ts';
import type { Decision } from '../../../../scripts/evaluate/rules/rule.ts';
import type { Controls, Entry } from '../../../../src/record/schema.ts';
import {
  CONTROLS,
  header,
  NOT_FOUND,
  outcome,
  raw,
  sample,
  samplesOf,
} from '../../../helpers/recording.ts';
import { floors, JS_HEAP, leak, nothing, until } from '../../../helpers/series.ts';

const KIB = 1024;

const decide = (id: string, entries: readonly Entry[], controls = CONTROLS): Decision =>
  rules
    .find((rule) => rule.id === id)!
    .decide({
      header: header({ controls }),
      entries,
      remarks: [],
    });

/** Floors of the heap in use, after batches of 1000 operations. */
const heap = (sizes: readonly number[]): Entry[] =>
  sizes.map((heapUsedBytes, batch) =>
    sample({
      ...{ batch, operations: 1000 * batch, elapsedMs: 10 * batch },
      ...{ heapUsedBytes, jsHeapBytes: heapUsedBytes },
    }),
  );

/** Floors that rise by these differences. */
const rising = (...differences: readonly number[]): Entry[] => {
  let size = 1_000_000;
  return heap([size, ...differences.map((difference) => (size += difference))]);
};

describe('memwatch', () => {
  it.each([
    ['five growths in a row', rising(1, 1, 1, 1, 1), 'leak'],
    ['four growths, and one that is none', rising(1, 1, 1, 1, 0), 'clean'],
    ['a step down among growths', rising(1, 1, 1, 1, -1, 1, 1, 1, 1, 0), 'clean'],
    ['five in a row after a step down', rising(1, -9, 1, 1, 1, 1, 1), 'leak'],
    ['too few collections to count to five', rising(1, 1, 1, 1), 'inconclusive'],
  ])('says of %s what its counter says', (_, entries, verdict) => {
    expect(decide('memwatch', entries).verdict).toBe(verdict);
  });

  it('speaks at the fifth growth, not at the end', () => {
    expect(decide('memwatch', rising(0, 1, 1, 1, 1, 1, 1, 1))).toMatchObject({
      verdict: 'leak',
      operations: 6000,
      elapsedMs: 60,
    });
  });
});

describe('leakage', () => {
  const [above, below] = [KIB + 1, KIB];
  it.each([
    ['five of six', rising(above, above, above, above, above, below), 'leak'],
    ['five of six, the first not', rising(below, above, above, above, above, above), 'leak'],
    ['four in a row', rising(above, above, above, above, below, above), 'clean'],
    ['five that are broken', rising(above, above, above, below, above, above), 'clean'],
    ['growth up to the threshold', rising(below, below, below, below, below, below), 'clean'],
    ['growth that begins later', rising(0, 0, 0, 0, 0, 0, above, above, above, above), 'clean'],
    ['fewer than six differences', rising(above, above, above, above, above), 'inconclusive'],
  ])('says of %s differences above 1 KiB what it would', (_, entries, verdict) => {
    expect(decide('leakage', entries).verdict).toBe(verdict);
  });

  it('asks for 5 KiB of asynchronous code', () => {
    const at = (bytes: number) => decide('leakage-async', rising(...Array(6).fill(bytes))).verdict;
    expect([at(5 * KIB), at(5 * KIB + 1)]).toEqual(['clean', 'leak']);
  });
});

describe('fuite', () => {
  const word = 8000; // one word in each of a thousand operations
  it.each([
    ['the same growth in 7 rounds', rising(99, ...Array(7).fill(5 * word)), 'leak'],
    ['the same but for noise', rising(99, ...Array(7).fill(word + 3000)), 'leak'],
    ['one round without', rising(99, word, word, word, word, word, word, 0), 'clean'],
    ['one round with more', rising(99, word, word, word, word, word, word, 2 * word), 'clean'],
    ['no growth', rising(99, ...Array(7).fill(0)), 'clean'],
    ['less than a word an operation', rising(99, ...Array(7).fill(word / 3)), 'clean'],
    ['6 rounds', rising(99, ...Array(6).fill(word)), 'inconclusive'],
  ])('says of %s what its counts would', (_, entries, verdict) => {
    expect(decide('fuite', entries).verdict).toBe(verdict);
  });
});

describe('fuite, leniently', () => {
  const word = 8000;
  it.each([
    ['growth that differs', rising(99, word, 9 * word, word, word, word, 2 * word, word), 'leak'],
    ['one round without', rising(99, word, word, word, word, word, word, 0), 'clean'],
    ['less than a word an operation', rising(99, ...Array(7).fill(word / 3)), 'clean'],
    ['6 rounds', rising(99, ...Array(6).fill(word)), 'inconclusive'],
  ])('says of %s what growth in each round says', (_, entries, verdict) => {
    expect(decide('fuite-lenient', entries).verdict).toBe(verdict);
  });
});

describe('slopes', () => {
  const both = ['ols', 'theil-sen'];
  const recorded = (points: Parameters<typeof samplesOf>[0]): Entry[] => samplesOf(points);

  it.each(both)('%s finds a straight line', (id) => {
    const entries = recorded({ 'js-heap': floors(leak(40), { noise: JS_HEAP, count: 24 }) });
    expect(decide(id, entries)).toMatchObject({ verdict: 'leak', memory: 'js-heap' });
  });

  it.each(both)('%s finds it in any memory, and names the one that grows most', (id) => {
    const steady = floors(nothing, { count: 20 });
    const entries = recorded({
      'js-heap': floors(leak(2), { count: 20 }),
      'array-buffers': floors(leak(64), { count: 20 }),
      external: steady,
    });
    expect(decide(id, entries)).toMatchObject({ verdict: 'leak', memory: 'array-buffers' });
  });

  it.each(both)('%s calls a flat line clean', (id) => {
    expect(decide(id, recorded({ 'js-heap': floors(nothing) })).verdict).toBe('clean');
  });

  it.each(both)('%s does not look at the first three floors', (id) => {
    const entries = rising(9e6, 9e6, 0, 0, 0, 0, 0, 0);
    expect(decide(id, entries).verdict).toBe('clean');
    expect(decide(id, rising(9, 9, 9, 9, 9)).verdict).toBe('inconclusive');
  });

  it.each(both)('%s takes falling memory for no leak', (id) => {
    const falling = recorded({ 'js-heap': floors(leak(-40), { startBytes: 9e6 }) });
    expect(decide(id, falling).verdict).toBe('clean');
  });

  it.each(both)('%s takes going up and down for no leak', (id) => {
    const restless = rising(0, 0, 0, ...Array(6).fill([9000, -8000]).flat());
    expect(decide(id, restless).verdict).toBe('clean');
  });

  it('of Theil and Sen must be no less than what matters', () => {
    const entries = (rate: number) =>
      recorded({ 'js-heap': floors(leak(rate), { count: 40, end: 1e7 }) });
    expect(decide('theil-sen', entries(0.9)).verdict).toBe('clean');
    expect(decide('theil-sen', entries(1.1)).verdict).toBe('leak');
    expect(decide('ols', entries(0.9)).verdict).toBe('leak');
  });

  it('of Theil and Sen must lie above 0 with its whole interval', () => {
    const ragged = rising(0, 0, 0, 5000, 5000, -2000, 5000, 5000);
    expect(decide('theil-sen', ragged).verdict).toBe('clean');
  });

  it('takes a single late step for a leak, by least squares alone', () => {
    const entries = rising(...Array(14).fill(0), 4096, ...Array(6).fill(0));
    expect(decide('ols', entries).verdict).toBe('leak');
    expect(decide('theil-sen', entries).verdict).toBe('clean');
  });
});

describe('leaklab', () => {
  const grows = samplesOf({ 'js-heap': floors(leak(40), { count: 60, end: 400_000 }) });

  it('stops where two looks in a row are certain', () => {
    const { verdict, memory, operations, interval } = decide('leaklab', grows);
    expect({ verdict, memory }).toEqual({ verdict: 'leak', memory: 'js-heap' });
    expect(interval!.estimate).toBeCloseTo(40, 0);
    expect(operations).toBeLessThan(grows.at(-1)!.operations);
    const upTo = (last: number) => grows.filter((floor) => floor.operations <= last);
    expect(decide('leaklab', upTo(operations)).operations).toBe(operations);
    // One floor less, and there was one certain look alone: the end, and not the stop, decides.
    const shorter = upTo(operations - 1);
    expect(decide('leaklab', shorter).operations).toBe(shorter.at(-1)!.operations);
    expect(decide('leaklab', shorter.slice(0, -1)).verdict).toBe('inconclusive');
  });

  it('waits for the controls where it is certain, and not before', () => {
    const said = (controls: Controls) => {
      const entry = { type: 'controls', elapsedMs: 1e6, controls } as const;
      const entries = [...grows, entry, outcome()];
      const rule = rules.find(({ id }) => id === 'leaklab')!;
      return rule.decide({ header: header({ controls: null }), entries, remarks: [] });
    };
    expect(said(CONTROLS)).toEqual(decide('leaklab', grows));
    expect(said(NOT_FOUND)).toMatchObject({
      verdict: 'inconclusive',
      operations: decide('leaklab', grows).operations,
    });
    // So restless that nothing is certain any more, however often it is looked at.
    const restless = said({ ...CONTROLS, noiseBytes: 1e9 });
    expect(restless).toMatchObject({ operations: grows.at(-1)!.operations });
  });

  it('says at the end of a short recording what it can', () => {
    const cut = decide('leaklab', [...grows.slice(0, 5), outcome({ end: 'budget' })]);
    expect(cut).toMatchObject({ verdict: 'inconclusive', operations: grows[4]!.operations });
    expect(cut.reason).toContain('too few');
  });

  it('does not look at readings between floors', () => {
    const between = grows.flatMap((floor) => [raw({ heapUsedBytes: 1e9 }), floor]);
    expect(decide('leaklab', between)).toEqual(decide('leaklab', grows));
  });

  it('calls growth that ended clean, and trusts no run whose control failed', () => {
    const filled = samplesOf({ 'js-heap': floors(until(9000, leak(40)), { count: 60 }) });
    expect(decide('leaklab', filled).verdict).toBe('clean');
    expect(decide('leaklab', grows, NOT_FOUND).verdict).toBe('inconclusive');
  });

  it('reports the error of a subject that failed', () => {
    const error = { name: 'TypeError', message: 'no', stack: null };
    const failed = [...grows.slice(0, 3), outcome({ end: 'failed', error })];
    expect(decide('leaklab', failed)).toMatchObject({ verdict: 'failed', reason: 'TypeError: no' });
  });
});
