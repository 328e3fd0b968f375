import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { scenarios } from '../../scenarios/index.ts';

const ROOT = path.join(import.meta.dirname, '../..');

/** What a variant holds after so many calls. */
type Holdings = (calls: number) => { bytes: number; blocks: number; values: number };

interface Variant {
  readonly holds: Holdings;
  /** Values that one call constructs. */
  readonly constructs: number;
  /** Calls until a bounded variant is full: its holdings are checked from then on. */
  readonly warmUp?: number;
}

const SESSION_BYTES = 1024;
/** `session-` and ten digits are 18 bytes; a String that starts with 16 doubles once. */
const KEY_BYTES = 32;

/** By hand from the sources: sizes on wasm32, where a pointer and a `usize` have 4 bytes. */
const VARIANTS: Readonly<Record<string, Readonly<Record<string, Variant>>>> = {
  'box-leak': {
    leaky: { holds: perCall({ bytes: 128, blocks: 1, values: 1 }), constructs: 1 },
    reclaimed: { holds: always({ bytes: 0, blocks: 0, values: 0 }), constructs: 1 },
    once: { holds: always({ bytes: 128, blocks: 1, values: 1 }), constructs: 0 },
  },
  // Each node: two reference counts, the borrow flag, an id and two pointers.
  cycle: {
    leaky: { holds: perCall({ bytes: 2 * 24, blocks: 2, values: 2 }), constructs: 2 },
    fixed: { holds: always({ bytes: 0, blocks: 0, values: 0 }), constructs: 2 },
  },
  // A title of 32 bytes and 16 steps of 4.
  forget: {
    leaky: { holds: perCall({ bytes: 32 + 64, blocks: 2, values: 16 }), constructs: 16 },
    fixed: { holds: always({ bytes: 0, blocks: 0, values: 0 }), constructs: 16 },
  },
  'growing-vec': {
    leaky: {
      holds: (calls) => ({ bytes: 16 * powerOfTwoFrom(calls), blocks: 1, values: calls }),
      constructs: 1,
    },
    fixed: {
      holds: always({ bytes: 16 * 512, blocks: 1, values: 512 }),
      constructs: 1,
      warmUp: 512,
    },
  },
  'leaky-cache': {
    leaky: {
      holds: (calls) => ({
        bytes: calls * (SESSION_BYTES + KEY_BYTES) + tableBytes(bucketsFor(calls), 24),
        blocks: 2 * calls + 1,
        values: calls,
      }),
      constructs: 1,
    },
    // Tables of 512 buckets would hold 400 entries, but removed ones leave marks that fill them up.
    // The queue of keys, which starts with 4 slots, has doubled to 512.
    fifo: {
      holds: always({
        bytes: 400 * (SESSION_BYTES + KEY_BYTES + 18) + tableBytes(1024, 24) + 512 * 12,
        blocks: 3 * 400 + 2,
        values: 400,
      }),
      constructs: 1,
      warmUp: 500,
    },
    // A key is shared by map and list: two reference counts and 18 bytes, aligned to 28; that of
    // the hot session has 16 bytes, hence 24.
    lru: {
      holds: always({
        bytes: 400 * (SESSION_BYTES + 28) - 4 + tableBytes(1024, 12) + 512 * 28,
        blocks: 2 * 400 + 2,
        values: 400,
      }),
      constructs: 1,
      warmUp: 500,
    },
  },
  'manual-alloc': {
    leaky: { holds: perCall({ bytes: 192, blocks: 1, values: 0 }), constructs: 0 },
    fixed: { holds: always({ bytes: 0, blocks: 0, values: 0 }), constructs: 0 },
  },
  // A parent of 28 bytes, its list of three children (12), and each of them (12).
  'parent-child': {
    leaky: { holds: perCall({ bytes: 28 + 12 + 3 * 12, blocks: 5, values: 4 }), constructs: 4 },
    fixed: { holds: always({ bytes: 0, blocks: 0, values: 0 }), constructs: 4 },
  },
};

const CASES = Object.entries(VARIANTS).flatMap(([id, variants]) =>
  Object.entries(variants).map(([name, variant]) => [`${id} ${name}`, id, name, variant] as const),
);

const LABELLED = scenarios.flatMap(({ id, variants }) =>
  Object.entries(variants.wasm ?? {}).map(([name, { verdict }]) => [id, name, verdict] as const),
);

describe('the modules of the catalogue', () => {
  test('are there for every crate, one export for each variant', () => {
    const crates = readdirSync(path.join(ROOT, 'scenarios'))
      .filter((id) => id !== 'tracking-alloc')
      .filter((id) => existsSync(path.join(ROOT, 'scenarios', id, 'src/lib.rs')));
    const exported = crates.map((id) => [id, operationsOf(compile(scenario(id))).sort()]);
    const expected = Object.entries(VARIANTS).map(([id, all]) => [id, Object.keys(all).sort()]);
    expect(Object.fromEntries(exported)).toMatchObject(Object.fromEntries(expected));
  });

  // Also of a scenario whose numbers nobody has worked out by hand above.
  test.each(LABELLED)('%s %s holds more and more only where it is labelled a leak: %s', (...of) => {
    const [id, name, verdict] = of;
    const subject = start(scenario(id), name);
    const held = [2000, 6000, 14_000].map((calls) => {
      subject.callUntil(calls);
      return subject.ledger().liveBytes;
    });
    if (verdict === 'leak') {
      expect(held[1]).toBeGreaterThan(held[0]!);
      expect(held[2]).toBeGreaterThan(held[1]!);
    } else {
      expect(held[2]).toBe(held[1]);
    }
  });

  test.each(Object.keys(VARIANTS))('%s imports nothing and names its functions', (id) => {
    const module = compile(scenario(id));
    expect(WebAssembly.Module.imports(module)).toEqual([]);
    const names = nameSection(module);
    for (const variant of Object.keys(VARIANTS[id]!)) {
      expect(names).toContain(`${id.replaceAll('-', '_')}::${variant}::operation`);
    }
  });

  test.each(CASES)('%s holds what its source says, to the byte', (_title, id, name, variant) => {
    const subject = start(scenario(id), name);
    for (const calls of [1, 2, 3, 10, 448, 449, 511, 512, 513, 1000, 1025, 3000, 7000]) {
      subject.callUntil(calls);
      if (calls < (variant.warmUp ?? 0)) continue;
      const { liveBytes, liveBlocks, constructed, dropped } = subject.ledger();
      expect({
        calls,
        bytes: liveBytes,
        blocks: liveBlocks,
        values: constructed - dropped,
      }).toEqual({ calls, ...variant.holds(calls) });
    }
  });

  test.each(CASES)('%s constructs the same number at every call', (_title, id, name, variant) => {
    const subject = start(scenario(id), name);
    subject.callUntil(1);
    const first = subject.ledger().constructed;
    subject.callUntil(2001);
    expect(subject.ledger().constructed - first).toBe(2000 * variant.constructs);
  });

  test.each(CASES)('%s never holds more than its peak', (_title, id, name) => {
    const subject = start(scenario(id), name);
    let peak = 0;
    for (let calls = 1; calls <= 1500; calls++) {
      subject.callUntil(calls);
      const { liveBytes, peakBytes } = subject.ledger();
      expect(peakBytes).toBeGreaterThanOrEqual(Math.max(peak, liveBytes, 1));
      peak = peakBytes;
    }
  });

  test('a hot entry outlives all others in the LRU cache', () => {
    const subject = start(scenario('leaky-cache'), 'lru');
    subject.callUntil(5000);
    // One load a call, and a single one of the hot session: it was never evicted and loaded again.
    expect(subject.ledger().constructed).toBe(5000 + 1);
  });
});

describe('the ledger', () => {
  test('is empty before the first call', () => {
    const { liveBytes, liveBlocks, peakBytes, allocations, constructed, dropped, message } = start(
      scenario('cycle'),
      'leaky',
    ).ledger();
    expect([liveBytes, liveBlocks, peakBytes, allocations]).toEqual([0, 0, 0, 0]);
    expect([constructed, dropped, message]).toEqual([0, 0, '']);
  });

  test('counts only what the operation allocates, from the first call on', () => {
    const subject = start(scenario('cycle'), 'fixed');
    subject.callUntil(1);
    expect(subject.ledger()).toMatchObject({ allocations: 2, peakBytes: 48, liveBytes: 0 });
    subject.callUntil(1000);
    expect(subject.ledger()).toMatchObject({ allocations: 2000, peakBytes: 48, liveBytes: 0 });
  });

  test('is the same whether or not it was read before', () => {
    const read = start(scenario('leaky-cache'), 'leaky');
    const unread = start(scenario('leaky-cache'), 'leaky');
    for (let calls = 1; calls <= 1000; calls++) {
      read.callUntil(calls);
      read.ledger();
    }
    unread.callUntil(1000);
    expect(read.ledger()).toEqual(unread.ledger());
    expect(read.memory.equals(unread.memory)).toBe(true);
  });
});

describe('a module that traps', () => {
  const traps = 'test/fixtures/traps/traps.wasm';

  test('says where it panicked and why', () => {
    const subject = start(traps, 'panics');
    subject.callUntil(3);
    expect(subject.ledger().message).toBe('');
    expect(() => subject.callUntil(4)).toThrow(WebAssembly.RuntimeError);
    expect(subject.ledger().message).toBe(
      `panicked at test/fixtures/traps/src/lib.rs:${panicLine()}: no operation 3`,
    );
  });

  test('says what it could not allocate when its memory is full', () => {
    const subject = start(traps, 'exhausts');
    expect(() => subject.callUntil(10)).toThrow(WebAssembly.RuntimeError);
    const { message, liveBytes, liveBlocks } = subject.ledger();
    expect(liveBytes).toBeGreaterThan(2 ** 21);
    expect(message).toBe(
      `memory allocation of 1048576 bytes failed (${liveBytes} bytes live in ${liveBlocks} blocks)`,
    );
  });

  test('has no message left from an operation before', () => {
    const subject = start(traps, 'panics');
    expect(() => subject.callUntil(4)).toThrow();
    subject.call('quiet', 0);
    expect(subject.ledger().message).toBe('');
  });

  test('has neighbours that leak and that do not', () => {
    const leaks = start(traps, 'leaks');
    leaks.callUntil(100);
    expect(leaks.ledger()).toMatchObject({ liveBytes: 100 * 64 + 128 * 12, liveBlocks: 101 });
    const quiet = start(traps, 'quiet');
    quiet.callUntil(100);
    expect(quiet.ledger()).toMatchObject({ liveBytes: 0, liveBlocks: 0 });
  });

  function panicLine(): string {
    const source = readFileSync(path.join(ROOT, path.dirname(traps), 'src/lib.rs'), 'utf8');
    const line = source.split('\n').findIndex((text) => text.includes('assert!'));
    return `${line + 1}:${source.split('\n')[line]!.indexOf('assert!') + 1}`;
  }
});

function perCall(held: ReturnType<Holdings>): Holdings {
  return (calls) => ({
    bytes: held.bytes * calls,
    blocks: held.blocks * calls,
    values: held.values * calls,
  });
}

function always(held: ReturnType<Holdings>): Holdings {
  return () => held;
}

/** A Vec's capacity: 4 at least, then doubled. */
function powerOfTwoFrom(length: number): number {
  return Math.max(4, 2 ** Math.ceil(Math.log2(length)));
}

/** The standard library's hash table: 3 or 7 entries at first, then at most 7 in 8 buckets full. */
function bucketsFor(entries: number): number {
  if (entries < 8) return entries < 4 ? 4 : 8;
  return 2 ** Math.ceil(Math.log2((entries * 8) / 7));
}

/** The buckets, a control byte for each, and a group of 8 more. */
function tableBytes(buckets: number, bucketBytes: number): number {
  return buckets * (bucketBytes + 1) + 8;
}

function scenario(id: string): string {
  return `scenarios/${id}/${id}.wasm`;
}

function compile(file: string): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(path.join(ROOT, file)));
}

function operationsOf(module: WebAssembly.Module): string[] {
  const exported = WebAssembly.Module.exports(module);
  return exported.filter(({ kind }) => kind === 'function').map(({ name }) => name);
}

function nameSection(module: WebAssembly.Module): string {
  // Missing from the types that come with Node.
  const { customSections } = WebAssembly.Module as unknown as {
    customSections(module: WebAssembly.Module, name: string): ArrayBuffer[];
  };
  return customSections(module, 'name')
    .map((section) => Buffer.from(section).toString('latin1'))
    .join();
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly LEAKLAB_LEDGER: WebAssembly.Global;
  readonly [operation: string]: unknown;
}

/** An instance of its own whose operation is called with 0, 1, 2 and so on. */
function start(file: string, operation: string) {
  const { exports } = new WebAssembly.Instance(compile(file));
  const module = exports as unknown as Exports;
  const call = (name: string, index: number) => (module[name] as (index: number) => void)(index);
  let calls = 0;
  return {
    call,
    callUntil(total: number) {
      while (calls < total) call(operation, calls++);
    },
    ledger: () => readLedger(module),
    get memory() {
      return Buffer.from(module.memory.buffer);
    },
  };
}

function readLedger({ memory, LEAKLAB_LEDGER }: Exports) {
  const address = Number(LEAKLAB_LEDGER.value);
  const view = new DataView(memory.buffer, address, 560);
  const counter = (offset: number) => Number(view.getBigUint64(offset, true));
  expect([view.getUint32(0, true), view.getUint32(4, true)]).toEqual([0x4c4c4147, 1]);
  const message = new Uint8Array(memory.buffer, address + 60, view.getUint32(56, true));
  return {
    liveBytes: counter(8),
    liveBlocks: counter(16),
    peakBytes: counter(24),
    allocations: counter(32),
    constructed: counter(40),
    dropped: counter(48),
    message: new TextDecoder().decode(message),
  };
}
