import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fuzz } from '../../scripts/fuzz-wasm/fuzz.ts';
import { packageRoot } from '../../src/package-root.ts';
import { findAllocator } from '../../src/wasm/find-allocator.ts';
import { readModule } from '../../src/wasm/read-module.ts';
import type { Recorder } from '../../src/wasm/recorder.ts';
import { createRecorder } from '../../src/wasm/recorder.ts';
import { EXPORTED, isOurs, rewriteModule } from '../../src/wasm/rewrite-module.ts';
import { wasmModule } from '../helpers/wasm.ts';
import { corpusModules, packagedModules } from '../helpers/wasm-modules.ts';

type Bytes = Uint8Array<ArrayBuffer>;
const RECORD = new WebAssembly.Module(
  readFileSync(join(packageRoot(), 'src', 'wasm', 'record.wasm')),
);

function rewritten(bytes: Bytes): Bytes {
  const module = readModule(bytes);
  const result = rewriteModule(module, findAllocator(module));
  if (!result.ok) throw new Error(result.reason);
  return result.bytes;
}

/** The module's functions, recorded or not. */
function instantiate(bytes: Bytes, recorder: Recorder | null = null): WebAssembly.Exports {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  if (recorder !== null) {
    (exports[EXPORTED.hook] as WebAssembly.Table).set(0, recorder.hook);
    (exports[EXPORTED.on] as WebAssembly.Global).value = 1;
  }
  return exports;
}

describe.each([...corpusModules(), ...packagedModules()])('$name, rewritten', ({ bytes }) => {
  const compiled = new WebAssembly.Module(rewritten(bytes));
  const original = new WebAssembly.Module(bytes);

  it('imports the same, and exports the same and ours', () => {
    expect(WebAssembly.Module.imports(compiled)).toEqual(WebAssembly.Module.imports(original));
    const exports = WebAssembly.Module.exports(compiled);
    expect(exports.filter(({ name }) => !isOurs(name))).toEqual(
      WebAssembly.Module.exports(original),
    );
    expect(exports.map(({ name }) => name)).toEqual(
      expect.arrayContaining([EXPORTED.hook, EXPORTED.on]),
    );
  });
});

/** Without names, the stub runtime's allocator is part of its callers. */
const isUnhooked = (name: string): boolean => name === 'as-stub.stripped.wasm';

describe.each(corpusModules())('$name, rewritten', ({ name: file, bytes }) => {
  it('does the same to its memory, recorded or not', () => {
    const recorder = createRecorder(RECORD, () => {});
    const plain = instantiate(bytes);
    const off = instantiate(rewritten(bytes));
    const on = instantiate(rewritten(bytes), recorder);
    const operations = Object.keys(plain).filter((name) => typeof plain[name] === 'function');
    for (const name of operations.filter((one) => !one.startsWith('_'))) {
      for (const exports of [plain, off, on]) {
        const operation = exports[name] as (index: number) => unknown;
        for (let index = 0; index < 60; index++) operation(index);
      }
    }
    const memory = (exports: WebAssembly.Exports): Buffer =>
      Buffer.from((exports.memory as WebAssembly.Memory).buffer);
    expect(memory(off).equals(memory(plain))).toBe(true);
    expect(memory(on).equals(memory(plain))).toBe(true);
    if (!isUnhooked(file)) expect(recorder.sequence()).toBeGreaterThan(100);
  });
});

describe('a rewritten module', () => {
  const { bytes } = corpusModules().find(({ name }) => name === 'c-leaks.debug.wasm')!;

  it('tells of each allocation: its address, and its size in the word before', () => {
    const told: number[] = [];
    const recorder = createRecorder(RECORD, (address) => told.push(address));
    const exports = instantiate(rewritten(bytes), recorder);
    (exports.c_forget as (index: number) => void)(0);
    expect(told).toHaveLength(1);
    const memory = new DataView((exports.memory as WebAssembly.Memory).buffer);
    // 40 bytes, and a header of 4, rounded up to 16.
    expect(memory.getUint32(told[0]! - 4, true) & ~7).toBe(48);
  });

  it('exports its globals with their values, and no memory that is seen already', () => {
    const exports = instantiate(rewritten(bytes));
    const globals = Object.keys(exports).filter((name) => name.startsWith(EXPORTED.global));
    expect(globals.length).toBeGreaterThan(0);
    expect(exports[EXPORTED.memory]).toBeUndefined();
  });

  it('exports a memory that it had for itself', () => {
    const hidden = rewritten(wasmModule({ exportsMemory: false }));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(hidden));
    expect(exports[EXPORTED.memory]).toBeInstanceOf(WebAssembly.Memory);
  });
});

describe('a module is left as it is', () => {
  it.each([
    { why: 'it has no memory', bytes: wasmModule({ memories: [] }) },
    {
      why: 'its memory is shared between threads',
      bytes: wasmModule({ memories: [{ minimum: 1, maximum: 2, shared: true }] }),
    },
    {
      why: 'it has several memories',
      bytes: wasmModule({ memories: [{ minimum: 1 }, { minimum: 1 }] }),
    },
    { why: 'it has been rewritten already', bytes: rewritten(wasmModule()) },
  ])('where $why', ({ why, bytes }) => {
    expect(rewriteModule(readModule(bytes), [])).toEqual({ ok: false, reason: why });
  });
});

describe('damaged modules', () => {
  it('are refused with an offset, or stay as valid as they were', () => {
    const modules = corpusModules()
      .filter(({ name }) => /^(as-minimal|c-leaks)\.stripped/.test(name))
      .map(({ bytes }) => bytes);
    const tally = fuzz({ count: 4000, seed: 3, modules });
    expect(tally.violations).toEqual([]);
    expect(tally.rewritten).toBeGreaterThan(50);
    expect(tally.refused).toBeGreaterThan(1000);
  });
});
