import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios/index.ts';
import { packageRoot } from '../../src/package-root.ts';
import { limitMemory, PAGE_BYTES } from '../../src/wasm/limit-memory.ts';
import { u32, wasmModule } from '../helpers/wasm.ts';

/** How many pages a memory of the module can be grown to, tried. */
async function mostPages(bytes: Uint8Array<ArrayBuffer>, tried: number): Promise<number> {
  const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(bytes));
  const memory = exports.memory as WebAssembly.Memory;
  for (let pages = memory.buffer.byteLength / PAGE_BYTES; pages < tried; pages++) {
    try {
      memory.grow(1);
    } catch {
      return pages;
    }
  }
  return tried;
}

describe('a limit on a memory', () => {
  it.each([
    { name: 'without a maximum', limits: { minimum: 1 }, limit: 5, maximum: 5 },
    { name: 'with a larger maximum', limits: { minimum: 1, maximum: 40 }, limit: 5, maximum: 5 },
    { name: 'with a huge maximum', limits: { minimum: 0, maximum: 65_536 }, limit: 5, maximum: 5 },
    { name: 'with a smaller maximum', limits: { minimum: 1, maximum: 3 }, limit: 5, maximum: 3 },
    { name: 'with the same maximum', limits: { minimum: 1, maximum: 5 }, limit: 5, maximum: 5 },
    { name: 'that is larger from the start', limits: { minimum: 7 }, limit: 5, maximum: 7 },
    { name: 'that is given no page', limits: { minimum: 0 }, limit: 0, maximum: 0 },
    // A number of two bytes of LEB128 in place of one of one, and three.
    { name: 'limited to 200 pages', limits: { minimum: 1 }, limit: 200, maximum: 200 },
    { name: 'limited to all pages', limits: { minimum: 1 }, limit: 65_536, maximum: 65_536 },
  ])('$name holds', async ({ limits, limit, maximum }) => {
    const original = wasmModule({ memories: [limits] });
    const { bytes, maximumPages } = limitMemory(original, limit);
    expect(maximumPages).toBe(maximum);
    expect(WebAssembly.validate(bytes)).toBe(true);
    expect(await mostPages(bytes, Math.min(maximum + 3, 210))).toBe(Math.min(maximum, 210));
  });

  it('leaves the rest of the module as it is', async () => {
    const original = wasmModule({ data: [1, 2, 3], globalValue: 9 });
    const { bytes } = limitMemory(original, 4);
    const [before, after] = await Promise.all(
      [original, bytes].map((item) => WebAssembly.compile(item)),
    );
    expect(WebAssembly.Module.exports(after!)).toEqual(WebAssembly.Module.exports(before!));
    const { exports } = await WebAssembly.instantiate(after!);
    expect((exports.add as (a: number, b: number) => number)(2, 3)).toBe(5);
    expect([...new Uint8Array((exports.memory as WebAssembly.Memory).buffer, 1024, 3)]).toEqual([
      1, 2, 3,
    ]);
  });

  it('does not change the bytes it is given', () => {
    const original = wasmModule();
    const copy = original.slice();
    limitMemory(original, 4);
    expect(original).toEqual(copy);
  });

  it('put twice is put once', () => {
    const once = limitMemory(wasmModule(), 4);
    expect(limitMemory(once.bytes, 4)).toEqual(once);
  });

  it.each([
    { name: 'no memory', bytes: wasmModule({ memories: [] }) },
    { name: 'several memories', bytes: wasmModule({ memories: [{ minimum: 1 }, { minimum: 1 }] }) },
    { name: 'a preamble alone', bytes: wasmModule().slice(0, 8) },
    { name: 'no bytes', bytes: new Uint8Array(0) },
    {
      name: 'text',
      bytes: Uint8Array.from(Buffer.from('export const a = 1; // no module at all')),
    },
    { name: 'a shared memory', bytes: withFlags(3) },
    { name: 'a 64-bit memory', bytes: withFlags(5) },
  ])('is not put on $name', ({ bytes }) => {
    expect(limitMemory(bytes, 4)).toEqual({ bytes, maximumPages: null });
  });

  it.each(scenarios.map(({ id }) => id))('fits the module of %s', async (id) => {
    const original = new Uint8Array(
      readFileSync(join(packageRoot(), 'scenarios', id, `${id}.wasm`)),
    );
    const { bytes, maximumPages } = limitMemory(original, 512);
    expect(maximumPages).toBe(512);
    expect(WebAssembly.validate(bytes)).toBe(true);
    expect(await mostPages(bytes, 520)).toBe(512);
  });
});

describe('a damaged module', () => {
  const whole = wasmModule({ memories: [{ minimum: 1, maximum: 300 }], data: [1, 2, 3] });

  it('is as valid as before, wherever it is cut off', () => {
    for (let length = 0; length <= whole.length; length++) {
      const cut = whole.slice(0, length);
      expect(WebAssembly.validate(limitMemory(cut, 16).bytes), `${length} bytes`).toBe(
        WebAssembly.validate(cut),
      );
    }
  });

  it('is as valid as before, or is left to the engine, whichever byte is wrong', () => {
    for (let at = 0; at < whole.length; at++) {
      for (const value of [0, 1, 0x7f, 0x80, 0xff]) {
        const wrong = whole.slice();
        wrong[at] = value;
        // Where the lie is about the memory itself, the limit may mend it; it must never break it.
        if (WebAssembly.validate(wrong)) {
          expect(WebAssembly.validate(limitMemory(wrong, 16).bytes), `${at}: ${value}`).toBe(true);
        } else {
          expect(() => limitMemory(wrong, 16)).not.toThrow();
        }
      }
    }
  });
});

/** A module of a memory section alone, with flags that ask for more than a maximum. */
function withFlags(flags: number): Uint8Array<ArrayBuffer> {
  const content = [1, flags, ...u32(1), ...u32(9)];
  return Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, content.length, ...content]);
}
