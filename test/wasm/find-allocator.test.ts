import { describe, expect, it } from 'vitest';
import { findAllocator } from '../../src/wasm/find-allocator.ts';
import { readNames } from '../../src/wasm/module-names.ts';
import { readModule } from '../../src/wasm/read-module.ts';
import { wasmModule } from '../helpers/wasm.ts';
import { corpusModules, packagedModules } from '../helpers/wasm-modules.ts';

const found = (bytes: Uint8Array) => findAllocator(readModule(bytes));

describe('an allocator', () => {
  const modules = corpusModules();

  it.each(modules.filter(({ name }) => name.includes('.debug.')))(
    'is found by its names in $name',
    ({ bytes }) => {
      const module = readModule(bytes);
      const { functions } = readNames(module);
      const all = findAllocator(module);
      expect(new Set(all.map(({ foundBy }) => foundBy))).toContain('name');
      for (const { index } of all) {
        expect(functions.get(index)).toMatch(/alloc|memalign|__new|__renew/);
      }
    },
  );

  // The stub's is a few instructions, which optimisers put into their callers.
  const withCode = modules.filter(({ name }) => /^(?!as-stub).*\.stripped\./.test(name));

  it.each(withCode)('is found by its code in $name, once', ({ bytes }) => {
    const byCode = found(bytes).filter(({ foundBy }) => foundBy === 'fingerprint');
    expect(byCode).toHaveLength(1);
  });

  it.each(packagedModules())('is found in $name', ({ bytes }) => {
    expect(found(bytes).length).toBeGreaterThan(0);
  });

  it('is none in a module that allocates nothing', () => {
    expect(found(wasmModule())).toEqual([]);
  });

  it('knows which parameter of what resizes is the old address', () => {
    const { bytes } = modules.find(({ name }) => name === 'rust-vectors.debug.wasm')!;
    const { functions } = readNames(readModule(bytes));
    const old = new Map(found(bytes).map((one) => [functions.get(one.index)!, one.oldParameter]));
    expect(old.get('__rust_realloc')).toBe(0);
    expect(old.get('__rust_alloc')).toBeNull();
    const method = [...old].find(([name]) => /Dlmalloc.*realloc/.test(name))!;
    expect(method[1]).toBe(1);
  });
});
