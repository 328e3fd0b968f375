import { describe, expect, it } from 'vitest';
import type { ObjectEvidence } from '../../src/analysis/object-evidence.ts';
import type { ObjectGrowth, PathStep } from '../../src/record/schema.ts';
import { heldByObjects } from '../../src/report/held-by-objects.ts';
import { jsHeap, objectGrowth, place, step, steps } from '../helpers/js-heap.ts';

const evidence = (held: readonly ObjectGrowth[]): ObjectEvidence => ({
  mechanism: 'unknown',
  heap: jsHeap(held),
  held,
  bytes: held.reduce((sum, { bytes }) => sum + bytes, 0),
  allocatedAt: [],
});

const FILE = '/app/cache.mjs';
const MODULE = step('internal module: system / SourceTextModule', { place: place(FILE) });
const store = (text: string): PathStep => step(text, { kind: 'array' });
const functionAt = (text: string, line: number | null = 14): PathStep =>
  step(text, { kind: 'closure', place: place(FILE, line) });

/** The only growth's path, and what it ends in. */
const told = (over: Partial<ObjectGrowth>): string[] =>
  heldByObjects(evidence([objectGrowth(over)]), '/app')[0]!.path;
const pathOf = (path: readonly PathStep[], within: readonly PathStep[] = []): string[] =>
  told({ path: [...path], within: [...within] }).slice(0, -1);
const grown = (over: Partial<ObjectGrowth>): string => told(over).at(-1)!;

describe('what holds the growth', () => {
  it('is told of each part of it, in their order, with its share', () => {
    const parts = [
      objectGrowth({ bytes: 7500, count: 75 }),
      objectGrowth({ bytes: 2500, count: -1 }),
    ];
    expect(heldByObjects(evidence(parts), '')).toMatchObject([
      { bytes: 7500, count: 75, share: 0.75 },
      { bytes: 2500, count: 0, share: 0.25 },
    ]);
    expect(heldByObjects(evidence([]), '')).toEqual([]);
    expect(heldByObjects(evidence([objectGrowth({ bytes: 0 })]), '')).toMatchObject([{ share: 0 }]);
  });

  it('ends where nothing is that a person could find', () => {
    expect(pathOf([store('internal 1: (array)')])).toEqual(['(root)']);
    expect(pathOf([])).toEqual(['(root)']);
  });

  it('is told by files as from the subject’s folder', () => {
    expect(pathOf([MODULE, step('context cache: Map')])).toEqual([
      'module cache.mjs',
      'cache: Map',
    ]);
  });

  it('has the property by which links of a list hold one another', () => {
    const path = [MODULE, step('context active: Object')];
    const link = step('context previous: Object', { isRepeated: true });
    expect(pathOf(path, [link]).at(-1)).toBe('previous: Object (again and again)');
    expect(pathOf(path, [step('context previous: Object')]).at(-1)).toBe('active: Object');
    const node = step('property next: Listener', { isRepeated: true });
    expect(pathOf(path, [node]).at(-1)).toBe('active: Object');
  });

  it('is told to be the listeners where each waits for another event', () => {
    const path = [MODULE, step('context queue: Queue'), step('property _events: Object')];
    expect(pathOf(path, [step('property failed:7: f')])).toEqual([
      'module cache.mjs',
      'queue: Queue',
      'listeners of its events',
    ]);
  });

  it('has below it what has a name, but not what came', () => {
    const within = [
      store('internal table: (array)'),
      step('internal *: Session'),
      step('property orders: Array'),
      store('property elements: (array)'),
      step('element *: Order'),
      step('property lines: Line'),
    ];
    expect(pathOf(steps('context cache: Map'), within)).toEqual(['cache: Map', 'orders: Array']);
  });
});

describe('what has grown', () => {
  const contents = [{ class: 'Session', kind: 'object', bytes: 9, count: 9 }];
  it.each<{ over: Partial<ObjectGrowth>; said: string }>([
    {
      over: { count: 1024, contents },
      said: '(entries): +1,024 in 100 operations, most of it Session',
    },
    { over: { count: 3, contents: [] }, said: '(entries): +3 in 100 operations' },
    { over: { count: -3, contents: [] }, said: '(entries): +0 in 100 operations' },
    {
      over: { count: 9, contents, holders: 1200 },
      said: '(entries): +9 in 100 operations, in 1,200 of these, most of it Session',
    },
    {
      over: { count: 9, contents, sample: 'Session {id: 1}' },
      said: '(entries): +9 in 100 operations, most of it Session, as Session {id: 1}',
    },
    {
      over: { isInPlace: true, bytes: 2048, contents, sample: 'x' },
      said: '(itself): 2 KiB larger in 100 operations',
    },
    { over: { isInPlace: true, bytes: -1 }, said: '(itself): 0 B larger in 100 operations' },
    {
      over: { count: 9, contents, sample: 'function', within: [functionAt('element *: onTick')] },
      said: '(entries): +9 in 100 operations, most of it Session, as function onTick (cache.mjs:14)',
    },
  ])('is told as: $said', ({ over, said }) => {
    expect(grown(over)).toBe(said);
  });
});
