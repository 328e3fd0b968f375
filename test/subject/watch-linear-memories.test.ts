import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { createHeapRecording } from '../../src/subject/heap-recording.ts';
import type { LinearMemory } from '../../src/subject/linear-memory.ts';
import { watchLinearMemories } from '../../src/subject/watch-linear-memories.ts';
import { collectGarbage, gc } from '../helpers/collect-garbage.ts';
import { ledgerBytes, wasmModule, withModuleName } from '../helpers/wasm.ts';
import { corpusModules } from '../helpers/wasm-modules.ts';

type Bytes = Uint8Array<ArrayBuffer>;
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

describe('recorded, a realm', () => {
  const [original, stripped] = ['debug', 'stripped'].map(
    (build) => corpusModules().find(({ name }) => name === `c-leaks.${build}.wasm`)!.bytes,
  ) as [Bytes, Bytes];
  const inFile = (content: Uint8Array<ArrayBuffer>) =>
    new Response(content, { headers: { 'content-type': 'application/wasm' } });

  function record() {
    const recording = createHeapRecording({ hasOutside: true });
    const { Module, compile, compileStreaming } = WebAssembly;
    const realm = { Memory, Instance, instantiate, instantiateStreaming };
    const on = { ...realm, Module, compile, compileStreaming };
    const linear = watchLinearMemories(on, recording);
    return { on, linear, heaps: recording.heaps };
  }
  type Realm = ReturnType<typeof record>['on'];
  const UNTOUCHED: Realm = {
    ...{ Memory, Instance, instantiate, instantiateStreaming, Module },
    compile: WebAssembly.compile,
    compileStreaming: WebAssembly.compileStreaming,
  };

  interface Form {
    readonly by: string;
    make(on: Realm, bytes: Bytes, imports?: WebAssembly.Imports): Promise<WebAssembly.Instance>;
  }
  const FORMS: readonly Form[] = [
    {
      by: 'instantiate, of bytes',
      make: async (on, bytes, imports) => (await on.instantiate(bytes, imports)).instance,
    },
    {
      by: 'instantiate, of a buffer',
      make: async (on, bytes, imports) =>
        (await on.instantiate(bytes.slice().buffer, imports)).instance,
    },
    {
      by: 'instantiate, of a part of a buffer',
      make: async (on, bytes, imports) => {
        const larger = new Uint8Array(bytes.length + 30);
        larger.set(bytes, 10);
        return (await on.instantiate(larger.subarray(10, 10 + bytes.length), imports)).instance;
      },
    },
    {
      by: 'compile, and instantiate, of a module',
      make: async (on, bytes, imports) => on.instantiate(await on.compile(bytes), imports),
    },
    {
      by: 'compile, and new Instance',
      make: async (on, bytes, imports) => new on.Instance(await on.compile(bytes), imports),
    },
    {
      by: 'instantiateStreaming',
      make: async (on, bytes, imports) =>
        (await on.instantiateStreaming(inFile(bytes), imports)).instance,
    },
    {
      by: 'instantiateStreaming, of a promise',
      make: async (on, bytes, imports) =>
        (await on.instantiateStreaming(Promise.resolve(inFile(bytes)), imports)).instance,
    },
    {
      by: 'compileStreaming, and new Instance',
      make: async (on, bytes, imports) =>
        new on.Instance(await on.compileStreaming(inFile(bytes)), imports),
    },
    {
      by: 'new Module, and new Instance',
      make: async (on, bytes, imports) => new on.Instance(new on.Module(bytes), imports),
    },
    {
      by: 'a subclass of Module, and one of Instance',
      make: async (on, bytes, imports) => {
        const made = new (class extends on.Module {})(bytes);
        return new (class extends on.Instance {})(made, imports);
      },
    },
    {
      by: 'instantiate, of a module that came of bytes',
      make: async (on, bytes, imports) => {
        const { module } = await on.instantiate(bytes, imports);
        return on.instantiate(module, imports);
      },
    },
  ];

  /** All that a program can learn of exports. */
  const seen = (exports: WebAssembly.Exports) => ({
    names: Reflect.ownKeys(exports),
    descriptors: Object.values(Object.getOwnPropertyDescriptors(exports)).map(
      ({ enumerable, writable, configurable, get, set }) => {
        return { enumerable, writable, configurable, get, set };
      },
    ),
    kinds: Object.values(exports).map((item) => Object.prototype.toString.call(item)),
    functions: Object.values(exports).map((item) =>
      typeof item === 'function' ? [item.name, item.length] : null,
    ),
    prototype: Object.getPrototypeOf(exports),
    frozen: Object.isFrozen(exports),
  });

  const operate = (exports: WebAssembly.Exports, times: number): unknown[] =>
    Array.from({ length: times }, (_, i) => (exports.c_forget as (index: number) => unknown)(i));

  it.each(FORMS)('knows what is allocated in what is made by $by', async ({ make }) => {
    const { on, heaps } = record();
    const { exports } = await make(on, original);
    heaps.endSetup();
    operate(exports, 50);
    heaps.endWindow();
    // The latest one is that which was made in this way.
    const taken = heaps.copy(true).at(-1)!;
    expect(taken.windowEnds.at(-1)! - taken.setupEnd).toBe(50);
    expect(taken.samples).toHaveLength(50);
    expect(taken.stacks.flat().join('\n')).toContain('take_block');
    expect(heaps.notes()).toEqual([]);
  });

  it.each(FORMS)('shows the subject what it would see without, by $by', async ({ make }) => {
    const { on } = record();
    const ours = await make(on, original);
    const real = await make(UNTOUCHED, original);
    expect(seen(ours.exports)).toEqual(seen(real.exports));
    expect(Object.keys(ours)).toEqual([]);
    expect(ours.exports).toBe(ours.exports);
    expect(ours).toBeInstanceOf(Instance);
    expect(operate(ours.exports, 20)).toEqual(operate(real.exports, 20));
    const memory = ({ exports }: WebAssembly.Instance) =>
      Buffer.from((exports.memory as WebAssembly.Memory).buffer);
    expect(memory(ours).equals(memory(real))).toBe(true);
  });

  it('sees a memory that a module has for itself, and so does not the subject', async () => {
    const { on, linear } = record();
    const { instance } = await on.instantiate(wasmModule({ exportsMemory: false }));
    expect(linear.read()).toMatchObject({ memories: 1, pagesBytes: PAGE });
    expect(Object.keys(instance.exports)).toEqual(['add', 'big', 'grow']);
  });

  it('leaves bytes as they are, and the names that a module lists for others', async () => {
    const { on } = record();
    const given = original.slice();
    const made = await on.compile(given);
    expect(Buffer.from(given).equals(original)).toBe(true);
    expect(Module.imports(made)).toEqual([]);
    expect(made).toBeInstanceOf(on.Module);
    expect(Reflect.ownKeys(made).filter((key) => typeof key === 'string')).toEqual([]);
  });

  it('does not read a response that is none of WASM', async () => {
    const { on } = record();
    const other = new Response(original, { headers: { 'content-type': 'text/plain' } });
    await expect(on.compileStreaming(other)).rejects.toThrow(
      /Incorrect response MIME type|has unsupported MIME type/,
    );
    expect(other.bodyUsed).toBe(false);
  });

  const memory64 = Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    // One memory of one page, without a maximum, with addresses of 64 bits.
    ...[5, 3, 1, 4, 1],
  ]);

  it.each([
    {
      what: 'a shared memory, and says why',
      bytes: wasmModule({ memories: [{ minimum: 1, maximum: 2, shared: true }] }),
      texts: ['left as it is: its memory is shared between threads'],
    },
    { what: 'no memory', bytes: wasmModule({ memories: [] }), texts: [] },
  ])('runs a module as it is with $what', async ({ bytes: given, texts }) => {
    const { on, heaps } = record();
    for (const { make } of FORMS) {
      const { exports } = await make(on, given);
      expect((exports.add as (a: number, b: number) => number)(2, 3)).toBe(5);
      expect(seen(exports)).toEqual(seen((await make(UNTOUCHED, given)).exports));
    }
    expect(heaps.copy(true)).toEqual([]);
    const module = 'in watch-linear-memories.test.ts';
    expect(heaps.notes()).toEqual(texts.map((text) => ({ module, text })));
  });

  it.each([
    {
      what: 'several memories',
      bytes: wasmModule({ memories: [{ minimum: 1 }, { minimum: 1 }] }),
      why: 'it has several memories',
    },
    { what: 'addresses of 64 bits', bytes: memory64, why: 'its memory has 64-bit addresses' },
    { what: 'an end too early', bytes: original.slice(0, 900), why: /./ },
    { what: 'a start that is none', bytes: original.slice(1), why: /./ },
  ])('leaves it to the engine what becomes of $what, and says why', async (given) => {
    const { on, heaps } = record();
    const outcome = (realm: Realm) =>
      realm.compile(given.bytes).then(
        () => 'compiled',
        ({ name, message }: Error) => `${name}: ${message}`,
      );
    expect(await outcome(on)).toBe(await outcome(UNTOUCHED));
    expect(heaps.notes()).toEqual([
      {
        module: 'in watch-linear-memories.test.ts',
        text: expect.stringMatching(
          typeof given.why === 'string' ? `^left as it is: ${given.why}$` : /^left as it is: .+/,
        ),
      },
    ]);
  });

  const sentAway = (): ArrayBuffer => {
    const { buffer } = original.slice();
    structuredClone(buffer, { transfer: [buffer] });
    return buffer;
  };

  it.each([
    { what: 'bytes that are cut off', act: (on: Realm) => on.compile(original.slice(0, 900)) },
    { what: 'the same, at once', act: (on: Realm) => new on.Module(original.slice(0, 900)) },
    { what: 'the same, made', act: (on: Realm) => on.instantiate(original.slice(0, 900)) },
    { what: 'no bytes', act: (on: Realm) => on.compile(new Uint8Array(0)) },
    { what: 'bytes that were sent away', act: (on: Realm) => on.compile(sentAway()) },
    { what: 'a view of such', act: (on: Realm) => on.instantiate(new Uint8Array(sentAway())) },
    {
      what: 'a DataView',
      act: (on: Realm) => on.compile(new DataView(original.buffer) as never),
    },
    {
      what: 'a stream that is cut off',
      act: (on: Realm) => on.compileStreaming(inFile(original.slice(0, 900))),
    },
    {
      what: 'a stream that wants imports',
      act: (on: Realm) => on.instantiateStreaming(inFile(importer), {}),
    },
    { what: 'nothing', act: (on: Realm) => on.compile(undefined as never) },
    { what: 'no module', act: (on: Realm) => new on.Instance({} as never) },
    { what: 'no imports', act: (on: Realm) => on.instantiate(importer) },
    { what: 'a wrong import', act: (on: Realm) => on.instantiate(importer, { env: {} }) },
    {
      what: 'a memory that is too small',
      act: (on: Realm) =>
        new on.Instance(new on.Module(importer), {
          env: { memory: new Memory({ initial: 0 }) },
        }),
    },
    { what: 'a stream of nothing', act: (on: Realm) => on.compileStreaming(1 as never) },
    { what: 'a response that is none', act: (on: Realm) => on.instantiateStreaming({} as never) },
    {
      what: 'a response that fails',
      act: (on: Realm) => on.instantiateStreaming(Promise.reject(new TypeError('no network'))),
    },
  ])('hands on the error that the engine has for $what', async ({ act }) => {
    const thrownBy = async (on: Realm) => {
      let promise: unknown;
      try {
        promise = act(on);
      } catch (thrown) {
        return { at: 'once', ...described(thrown) };
      }
      try {
        await promise;
      } catch (thrown) {
        return { at: 'last', ...described(thrown) };
      }
      throw new Error('it threw nothing');
    };
    expect(await thrownBy(record().on)).toEqual(await thrownBy(UNTOUCHED));
  });

  const described = (thrown: unknown) => {
    const { name, message } = thrown as Error;
    return { name, message, prototype: Object.getPrototypeOf(thrown) };
  };
  const importer = wasmModule({ importedMemory: { minimum: 1 } });

  it('knows each instance by its module, which has a name or is called after who made it', async () => {
    const { on, heaps } = record();
    const made = [
      await on.instantiate(original),
      await on.instantiate(withModuleName(stripped, 'list.wasm')),
    ];
    for (const { instance } of made) operate(instance.exports, 1);
    heaps.endWindow();
    expect(heaps.copy(true)).toMatchObject([
      { instance: 0, module: 'in watch-linear-memories.test.ts' },
      { instance: 1, module: 'list.wasm' },
    ]);
  });
});
