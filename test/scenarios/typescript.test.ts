import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { scenarios } from '../../scenarios/index.ts';

/** What an operation of a leaky variant keeps, and how to count it: exact, unlike a heap size. */
const kept: Record<string, { perOperation: number; count(module: Module): number }> = {
  cycle: { perOperation: 2, count: ({ liveResources }) => liveResources() },
  'parent-child': { perOperation: 4, count: ({ liveResources }) => liveResources() },
  'growing-vec': { perOperation: 1, count: ({ log }) => log!.length },
  'leaky-cache': { perOperation: 1, count: ({ cache }) => cache!.size },
  forget: { perOperation: 1, count: ({ slab }) => slab!.taken },
  'box-leak': { perOperation: 1, count: ({ statics }) => statics!.size },
  'manual-alloc': { perOperation: 1, count: ({ slab }) => slab!.taken },
};

const cases = scenarios.flatMap(({ id, variants }) =>
  Object.entries(variants.ts ?? {}).map(([variant, label]) => ({ id, variant, ...label })),
);
const leaks = cases.filter(({ verdict }) => verdict === 'leak');
const cures = cases.filter(({ verdict }) => verdict === 'clean');

/** More than any bound of the catalogue, so that what is bounded is full. */
const WARM_UP = 3000;
const OPERATIONS = 50_000;

describe('a leaky variant', () => {
  it.each(leaks)('$id keeps as much at every operation', async ({ id, variant }) => {
    const { perOperation } = kept[id]!;
    expect((await growth(id, variant)).count).toBe(OPERATIONS * perOperation);
  });

  it.each(leaks)('$id takes memory that a full GC does not give back', async ({ id, variant }) => {
    expect((await growth(id, variant)).bytes / OPERATIONS).toBeGreaterThan(32);
  });
});

describe('a clean variant', () => {
  it.each(cures)('$id/$variant keeps nothing more', async ({ id, variant }) => {
    expect((await growth(id, variant)).count).toBe(0);
  });

  it.each(cures)('$id/$variant takes no more memory after a full GC', async ({ id, variant }) => {
    // V8 keeps and drops compiled code between two readings: up to 0.4 MB, or 8 bytes an operation.
    expect((await growth(id, variant)).bytes / OPERATIONS).toBeLessThan(16);
  });
});

describe('leaky-cache', () => {
  it.each([
    { variant: 'fifo', keeps: false },
    { variant: 'lru', keeps: true },
  ])('$variant keeps the hot key: $keeps', async ({ variant, keeps }) => {
    const module = await load('leaky-cache', variant);
    for (let index = 0; index < WARM_UP; index++) module.operation(index);
    expect(module.cache!.has('session-0')).toBe(keeps);
    expect(module.cache!.has(`session-${WARM_UP - 1}`)).toBe(true);
  });
});

interface Module {
  operation(index: number): void;
  liveResources(): number;
  log?: readonly unknown[];
  cache?: { readonly size: number; has(key: string): boolean };
  slab?: { readonly taken: number };
  statics?: ReadonlySet<unknown>;
}

async function growth(id: string, variant: string): Promise<{ count: number; bytes: number }> {
  const module = await load(id, variant);
  const { count } = kept[id]!;
  for (let index = 0; index < WARM_UP; index++) module.operation(index);

  const countBefore = count(module);
  const bytesBefore = await bytesAtRest();
  for (let index = 0; index < OPERATIONS; index++) module.operation(WARM_UP + index);
  return { count: count(module) - countBefore, bytes: (await bytesAtRest()) - bytesBefore };
}

/** Modules of their own for each test: what one leaves behind would fill the tables of the next. */
async function load(id: string, variant: string): Promise<Module> {
  vi.resetModules();
  const { liveResources } = await import('../../scenarios/rc.ts');
  const module = await import(new URL(`../../scenarios/${id}/${variant}.ts`, import.meta.url).href);
  return { ...module, liveResources };
}

setFlagsFromString('--expose-gc');
const gc: () => void = runInNewContext('gc');

/** Collects until nothing more is freed: what earlier tests left goes in turns of the event loop. */
async function bytesAtRest(): Promise<number> {
  let before = Number.POSITIVE_INFINITY;
  for (let i = 0; ; i++) {
    await setImmediate();
    gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    const now = heapUsed + arrayBuffers;
    if (i >= 3 && (before - now < 4096 || i >= 20)) return now;
    before = now;
  }
}
