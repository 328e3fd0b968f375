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
  it.each(leaks.filter(({ id }) => id in kept))(
    '$id keeps as much at every operation',
    async ({ id, variant }) => {
      const { perOperation } = kept[id]!;
      expect(await growth(id, variant)).toBe(OPERATIONS * perOperation);
    },
  );
});

describe('a clean variant', () => {
  it.each(cures.filter(({ id }) => id in kept))(
    '$id/$variant keeps nothing more',
    async ({ id, variant }) => {
      expect(await growth(id, variant)).toBe(0);
    },
  );
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

async function growth(id: string, variant: string): Promise<number> {
  const module = await load(id, variant);
  const { count } = kept[id]!;
  for (let index = 0; index < WARM_UP; index++) module.operation(index);
  const before = count(module);
  for (let index = 0; index < OPERATIONS; index++) module.operation(WARM_UP + index);
  return count(module) - before;
}

/** Modules of their own for each test: what one leaves behind would fill the tables of the next. */
async function load(id: string, variant: string): Promise<Module> {
  vi.resetModules();
  const { liveResources } = await import('../../scenarios/rc.ts');
  const module = await import(new URL(`../../scenarios/${id}/${variant}.ts`, import.meta.url).href);
  return { ...module, liveResources };
}
