import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios/index.ts';
import type { Scenario } from '../../src/subject/scenario.ts';

const folder = new URL('../../scenarios/', import.meta.url);

describe('the catalogue', () => {
  it('has the seven scenarios, each once, in the order in which they are told', () => {
    const told = scenarios.map(({ id }) => id);
    expect(new Set(told).size).toBe(told.length);
    expect(told.slice(0, 7)).toEqual([
      'cycle',
      'parent-child',
      'growing-vec',
      'leaky-cache',
      'forget',
      'box-leak',
      'manual-alloc',
    ]);
  });

  describe.each(scenarios)('$id', (scenario) => {
    it('is called as its folder is', async () => {
      expect(scenario.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      const own = await import(new URL(`${scenario.id}/scenario.ts`, folder).href);
      expect(Object.values(own)).toContain(scenario);
    });

    it('says what it teaches in a few sentences', () => {
      expect(scenario.title).toMatch(/^[A-Z].{5,60}[^.]$/);
      expect(scenario.teaches).toMatch(/[.]$/);
      expect(scenario.teaches.length).toBeGreaterThan(100);
      expect(scenario.teaches.length).toBeLessThanOrEqual(420);
    });

    it.each(Object.keys(scenario.variants) as (keyof Scenario['variants'])[])(
      'has a leak and a cure in %s',
      (implementation) => {
        const labels = scenario.variants[implementation];
        expect(labels?.leaky).toMatchObject({ verdict: 'leak', mechanism: expect.any(String) });
        expect(Object.values(labels ?? {})).toContainEqual({ verdict: 'clean', mechanism: null });
      },
    );

    it.each(variants(scenario, 'ts'))('has a module %s.ts with an operation', async (variant) => {
      const module = await import(new URL(`${scenario.id}/${variant}.ts`, folder).href);
      expect(module.operation).toBeTypeOf('function');
    });

    const wasm = new URL(`${scenario.id}/${scenario.id}.wasm`, folder);
    it.skipIf(!existsSync(wasm)).each(variants(scenario, 'wasm'))(
      'has an export %s in its .wasm',
      (variant) => {
        const exported = WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(wasm)));
        expect(exported).toContainEqual({ name: variant, kind: 'function' });
      },
    );
  });
});

function variants(scenario: Scenario, implementation: 'wasm' | 'ts'): string[] {
  return Object.keys(scenario.variants[implementation] ?? {});
}
