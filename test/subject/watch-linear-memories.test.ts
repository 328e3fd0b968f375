import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LinearMemory } from '../../src/subject/linear-memory.ts';
import { watchLinearMemories } from '../../src/subject/watch-linear-memories.ts';
import { collectGarbage, gc } from '../helpers/collect-garbage.ts';
import { ledgerBytes, wasmModule } from '../helpers/wasm.ts';

const PAGE = 65_536;
const { Memory, Instance, Module, instantiate, instantiateStreaming } = WebAssembly;

let wasm: Pick<typeof WebAssembly, 'Memory' | 'Instance' | 'instantiate' | 'instantiateStreaming'>;
let watched: LinearMemory;

beforeEach(() => {
  wasm = { Memory, Instance, instantiate, instantiateStreaming };
  watched = watchLinearMemories(wasm);
});

const bytes = wasmModule();
const module = new Module(bytes);
const counting = (liveBytes: number, message = '') =>
  wasmModule({ globalValue: 1024, data: ledgerBytes([liveBytes, 2, 3, 4, 5, 6], message) });
const importing = new Module(wasmModule({ importedMemory: { minimum: 1 }, exportsMemory: false }));

const response = () =>
  new Response(bytes, { headers: { 'content-type': 'application/wasm' } }) as unknown;

describe('the memories of a realm', () => {
  it('are none until one is made', async () => {
    expect([watched.read(), watched.glance()]).toEqual([null, null]);
    new wasm.Instance(new Module(wasmModule({ memories: [] })));
    expect([watched.read(), watched.glance()]).toEqual([null, null]);
    expect(watched.madeSome()).toBe(false);
  });

  it.each([
    { by: 'new Memory', make: () => new wasm.Memory({ initial: 1 }) },
    { by: 'a subclass of Memory', make: () => new (class extends wasm.Memory {})({ initial: 1 }) },
    { by: 'new Instance', make: () => new wasm.Instance(module) },
    { by: 'a subclass of Instance', make: () => new (class extends wasm.Instance {})(module) },
    { by: 'instantiate, of bytes', make: () => wasm.instantiate(bytes) },
    { by: 'instantiate, of a module', make: () => wasm.instantiate(module) },
    { by: 'instantiateStreaming', make: () => wasm.instantiateStreaming(response()) },
  ])('are known by $by', async ({ make }) => {
    const held = await make();
    expect(watched.read()).toEqual({
      memories: 1,
      pagesBytes: PAGE,
      sharedBytes: 0,
      ledger: null,
    });
    expect([watched.madeSome(), watched.madeSome()]).toEqual([true, false]);
    expect(held).toBeDefined();
  });

  it('are summed, at the size that they have grown to', () => {
    const memory = new wasm.Memory({ initial: 1 });
    const { exports } = new wasm.Instance(module);
    memory.grow(2);
    (exports.grow as (pages: number) => number)(3);
    expect(watched.read()).toMatchObject({ memories: 2, pagesBytes: 7 * PAGE });
  });

  it('are known by import, too, without a call of what the subject wrote', () => {
    const imports = { env: { memory: new Memory({ initial: 4 }) } };
    new wasm.Instance(importing, imports);
    expect(watched.read()).toMatchObject({ memories: 1, pagesBytes: 4 * PAGE });

    let calls = 0;
    const get = () => {
      calls++;
      return imports.env.memory;
    };
    new wasm.Instance(importing, { env: Object.defineProperty({}, 'memory', { get }) });
    expect(calls).toBe(1);
    new wasm.Instance(importing, {
      env: new Proxy({}, { get, getOwnPropertyDescriptor: get as never }),
    });
    expect(calls).toBe(2);
  });

  it('count once, whoever imports and exports them', async () => {
    const memory = new wasm.Memory({ initial: 1 });
    const exporting = new Module(wasmModule({ importedMemory: { minimum: 1 } }));
    new wasm.Instance(exporting, { env: { memory } });
    await wasm.instantiate(exporting, { env: { memory } });
    expect(watched.read()).toMatchObject({ memories: 1, pagesBytes: PAGE });
  });

  it('tell how much of them is shared', () => {
    new wasm.Memory({ initial: 1 });
    new wasm.Memory({ initial: 2, maximum: 3, shared: true });
    expect(watched.read()).toMatchObject({ pagesBytes: 3 * PAGE, sharedBytes: 2 * PAGE });
  });

  it('leave the sum when they are collected, a thousand as well', async () => {
    const kept = new wasm.Memory({ initial: 1 });
    for (let i = 0; i < 1000; i++) {
      new wasm.Instance(module);
      if (i % 100 === 0) await collectGarbage();
    }
    await collectGarbage();
    // One may still stand on the stack.
    expect(watched.read()!.memories).toBeLessThanOrEqual(2);
    expect(kept.buffer.byteLength).toBe(PAGE);
  });
});

describe('a glance', () => {
  it('sees what has grown since it was at a floor, and the rest as large as it was made', () => {
    const old = new wasm.Memory({ initial: 1 });
    watched.read();
    const made = new wasm.Memory({ initial: 2 });
    old.grow(4);
    made.grow(4);
    expect(watched.glance()).toMatchObject({ memories: 2, pagesBytes: 7 * PAGE });
    expect(watched.read()).toMatchObject({ memories: 2, pagesBytes: 11 * PAGE });
  });

  it('keeps no garbage', async () => {
    const dropped = (() => new WeakRef(new wasm.Memory({ initial: 1 })))();
    await setImmediate();
    expect(watched.glance()).toMatchObject({ memories: 1, pagesBytes: PAGE });
    gc();
    expect(dropped.deref()).toBeUndefined();
  });
});

describe('the ledgers of a realm', () => {
  it('are summed', async () => {
    const held = [await wasm.instantiate(counting(100)), await wasm.instantiate(counting(11))];
    expect(watched.read()!.ledger).toEqual({
      liveBytes: 111,
      liveBlocks: 4,
      peakBytes: 6,
      allocations: 8,
      constructed: 10,
      dropped: 12,
    });
    expect(held).toHaveLength(2);
  });

  it('count a memory beside them that has none as large as it is', async () => {
    const held = [await wasm.instantiate(counting(100)), new wasm.Memory({ initial: 1 })];
    expect(watched.read()).toMatchObject({
      pagesBytes: 2 * PAGE,
      ledger: { liveBytes: 100 + PAGE, liveBlocks: 2, peakBytes: 3 },
    });
    expect(held).toHaveLength(2);
  });

  it('say nothing where no memory has one', () => {
    const held = [new wasm.Memory({ initial: 1 }), new wasm.Memory({ initial: 1 })];
    expect(watched.read()).toMatchObject({ pagesBytes: 2 * PAGE, ledger: null });
    expect(held).toHaveLength(2);
  });

  it('may stand in a memory that is imported, and count once where two share it', () => {
    const shared = new Module(
      wasmModule({
        importedMemory: { minimum: 1 },
        globalValue: 1024,
        data: ledgerBytes([100]),
        exportsMemory: false,
      }),
    );
    const memory = new wasm.Memory({ initial: 1 });
    new wasm.Instance(shared, { env: { memory } });
    new wasm.Instance(shared, { env: { memory } });
    expect(watched.read()).toMatchObject({ memories: 1, ledger: { liveBytes: 100 } });
  });

  it('have the message of the one module that wrote one', async () => {
    const first = [
      await wasm.instantiate(counting(1)),
      await wasm.instantiate(counting(1, 'lost')),
    ];
    expect(watched.trapMessage()).toBe('lost');
    const other = await wasm.instantiate(counting(1, 'also lost'));
    expect(watched.trapMessage()).toBeNull();
    expect([...first, other]).toHaveLength(3);
  });
});

describe('what the subject sees', () => {
  it('is the classes and functions that it knows', async () => {
    expect([wasm.Memory.name, wasm.Memory.length]).toEqual(['Memory', 1]);
    expect([wasm.instantiate.name, wasm.instantiate.length]).toEqual(['instantiate', 1]);
    expect(wasm.Memory.prototype).toBe(Memory.prototype);
    const memory = new wasm.Memory({ initial: 1 });
    expect(memory).toBeInstanceOf(Memory);
    expect(memory).toBeInstanceOf(wasm.Memory);
    expect(memory.constructor).toBe(wasm.Memory);
    expect(Object.getPrototypeOf(memory)).toBe(Memory.prototype);
    expect(await wasm.instantiate(module)).toBeInstanceOf(wasm.Instance);
    const made = await wasm.instantiate(bytes);
    expect(Object.keys(made).sort()).toEqual(['instance', 'module']);
  });

  it('is a subclass with all that it adds', () => {
    class Named extends wasm.Memory {
      name = 'named';
      pages() {
        return this.buffer.byteLength / PAGE;
      }
    }
    const memory = new Named({ initial: 2 });
    expect(memory).toBeInstanceOf(Named);
    expect([memory.name, memory.pages()]).toEqual(['named', 2]);
  });

  it.each([
    { what: 'no descriptor', act: (on: typeof wasm) => new on.Memory(undefined as never) },
    { what: 'no new', act: (on: typeof wasm) => (on.Memory as unknown as () => void)() },
    { what: 'no module', act: (on: typeof wasm) => new on.Instance(1 as never) },
    { what: 'no imports', act: (on: typeof wasm) => new on.Instance(importing) },
    { what: 'a wrong import', act: (on: typeof wasm) => new on.Instance(importing, { env: {} }) },
    { what: 'no bytes', act: (on: typeof wasm) => on.instantiate(1 as never) },
    { what: 'wrong bytes', act: (on: typeof wasm) => on.instantiate(bytes.slice(0, 40)) },
    { what: 'no imports, later', act: (on: typeof wasm) => on.instantiate(importing) },
  ])('is the same error for $what', async ({ act }) => {
    const thrownBy = async (on: typeof wasm) => {
      try {
        await act(on);
      } catch (thrown) {
        const { name, message } = thrown as Error;
        return { name, message, prototype: Object.getPrototypeOf(thrown) };
      }
      throw new Error('it threw nothing');
    };
    const untouched = { Memory, Instance, instantiate, instantiateStreaming };
    expect(await thrownBy(wasm)).toEqual(await thrownBy(untouched));
    expect(watched.read()).toBeNull();
  });

  it('is one rejection, which counts as unhandled where nobody handles it', async () => {
    const seen: unknown[] = [];
    const before = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (thrown) => seen.push(thrown));
    void wasm.instantiate(importing);
    await collectGarbage();
    process.removeAllListeners('unhandledRejection');
    for (const listener of before) process.on('unhandledRejection', listener);
    expect(seen).toHaveLength(1);
  });
});
