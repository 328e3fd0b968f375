import { describe, expect, it } from 'vitest';
import { observeLinearMemory } from '../../src/subject/linear-memory.ts';
import { ledgerBytes, wasmModule } from '../helpers/wasm.ts';

const PAGE = 65_536;

async function exportsOf(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Exports> {
  return (await WebAssembly.instantiate(await WebAssembly.compile(bytes))).exports;
}

const withLedger = (counts: readonly number[], message = '', at = 1024) =>
  exportsOf(wasmModule({ globalValue: at, data: ledgerBytes(counts, message), dataAt: at }));

describe('a linear memory', () => {
  it('is none where the module exports none', async () => {
    expect(observeLinearMemory(await exportsOf(wasmModule({ memories: [] })), null)).toBeNull();
    expect(observeLinearMemory({}, null)).toBeNull();
  });

  it('without a ledger tells its pages alone, after growing, too', async () => {
    const exports = await exportsOf(wasmModule());
    const memory = observeLinearMemory(exports, 3 * PAGE)!;
    expect(memory.read()).toEqual({ memories: 1, pagesBytes: PAGE, sharedBytes: 0, ledger: null });
    expect(memory.trapMessage()).toBeNull();
    expect(memory.isFull()).toBe(false);
    (exports.grow as (pages: number) => number)(2);
    expect(memory.read().pagesBytes).toBe(3 * PAGE);
    expect(memory.isFull()).toBe(true);
  });

  it('without a maximum is never full', async () => {
    expect(observeLinearMemory(await exportsOf(wasmModule()), null)!.isFull()).toBe(false);
  });

  it('with a ledger tells what it counts, each in its place', async () => {
    const exports = await withLedger([11, 12, 13, 14, 15, 2 ** 40]);
    const memory = observeLinearMemory(exports, null)!;
    const ledger = {
      liveBytes: 11,
      liveBlocks: 12,
      peakBytes: 13,
      allocations: 14,
      constructed: 15,
      dropped: 2 ** 40,
    };
    expect(memory.read().ledger).toEqual(ledger);
    (exports.grow as (pages: number) => number)(1);
    const view = new DataView((exports.memory as WebAssembly.Memory).buffer);
    view.setBigUint64(1024 + 8, 99n, true);
    expect(memory.read()).toEqual({
      memories: 1,
      pagesBytes: 2 * PAGE,
      sharedBytes: 0,
      ledger: { ...ledger, liveBytes: 99 },
    });
  });

  it('tells what the module wrote before it trapped, and no more than fits', async () => {
    const message = async (text: string) =>
      observeLinearMemory(await withLedger([], text), null)!.trapMessage();
    expect(await message('')).toBeNull();
    expect(await message('panicked: über')).toBe('panicked: über');
    const exports = await withLedger([], 'x'.repeat(500));
    new DataView((exports.memory as WebAssembly.Memory).buffer).setUint32(
      1024 + 56,
      0xffffffff,
      true,
    );
    expect(observeLinearMemory(exports, null)!.trapMessage()).toBe('x'.repeat(500));
  });

  it.each([
    { name: 'outside the memory', globalValue: PAGE - 559, at: 1024 },
    { name: 'before the memory', globalValue: -4, at: 1024 },
    { name: 'without its mark', globalValue: 2048, at: 1024 },
  ])('does not take for a ledger what lies $name', async ({ globalValue, at }) => {
    const exports = await exportsOf(
      wasmModule({ globalValue, data: ledgerBytes([1]), dataAt: at }),
    );
    expect(observeLinearMemory(exports, null)!.read()).toEqual({
      memories: 1,
      pagesBytes: PAGE,
      sharedBytes: 0,
      ledger: null,
    });
  });

  it('does not read a ledger of another version', async () => {
    const data = ledgerBytes([1]);
    data[4] = 2;
    const exports = await exportsOf(wasmModule({ globalValue: 1024, data }));
    expect(observeLinearMemory(exports, null)!.read().ledger).toBeNull();
  });

  it('does not read a ledger whose message would reach past the end', async () => {
    const at = PAGE - 100;
    const data = ledgerBytes([1]).slice(0, 100);
    const exports = await exportsOf(wasmModule({ globalValue: at, data, dataAt: at }));
    expect(observeLinearMemory(exports, null)!.read().ledger).toBeNull();
  });

  it('reads a ledger that ends where the memory does', async () => {
    const exports = await withLedger([7], '', PAGE - 560);
    expect(observeLinearMemory(exports, null)!.read().ledger).toMatchObject({ liveBytes: 7 });
  });
});
