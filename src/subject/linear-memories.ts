import type { Ledger } from './ledger.ts';
import { findLedger, readLedger, readMessage } from './ledger.ts';
import type { LinearMemory } from './linear-memory.ts';
import { isShared } from './linear-memory.ts';

/** All memories of a realm as one. None of them is held: what the subject drops leaves the sum. */
export interface LinearMemories extends LinearMemory {
  addMade(memory: WebAssembly.Memory): void;
  /** An instance, by its exports, and the memories that it was given. */
  addInstance(exports: WebAssembly.Exports, given: readonly WebAssembly.Memory[]): void;
}

interface Entry {
  readonly memory: WeakRef<WebAssembly.Memory>;
  /** Of each module that counts what it keeps there: modules may share a memory. */
  readonly ledgers: number[];
}

export function createLinearMemories(): LinearMemories {
  const { Memory } = WebAssembly;
  // Taken before a subject could replace it, and of no class that it may derive.
  const { get } = Object.getOwnPropertyDescriptor(Memory.prototype, 'buffer')!;
  const bufferOf = (memory: WebAssembly.Memory): ArrayBufferLike => Reflect.apply(get!, memory, []);
  const entries = new Set<Entry>();
  // While the subject settles: a floor shall have no traces of what was dropped.
  const leaving = new FinalizationRegistry<Entry>((entry) => entries.delete(entry));
  let any = false;
  let added = false;

  function add(memory: WebAssembly.Memory): Entry {
    const entry = { memory: new WeakRef(memory), ledgers: [] };
    entries.add(entry);
    leaving.register(memory, entry);
    any = true;
    added = true;
    return entry;
  }

  // Not by a WeakMap: on Node 20 its table moves the floors of the JS heap by 16 KB.
  function find(memory: WebAssembly.Memory): Entry | undefined {
    for (const entry of entries) if (entry.memory.deref() === memory) return entry;
    return undefined;
  }

  function* living(): Generator<{ data: DataView; ledgers: readonly number[] }> {
    for (const { memory, ledgers } of entries) {
      const target = memory.deref();
      if (target !== undefined) yield { data: new DataView(bufferOf(target)), ledgers };
    }
  }

  return {
    addMade: add,
    addInstance(exports, given) {
      const exported = Object.values(exports).filter((item) => item instanceof Memory);
      for (const memory of new Set([...given, ...exported])) {
        // A module that was given none exports none but its own, which is new.
        const { ledgers } = (given.length > 0 ? find(memory) : undefined) ?? add(memory);
        const address = findLedger(exports, bufferOf(memory));
        if (address !== null && !ledgers.includes(address)) ledgers.push(address);
      }
    },
    read() {
      if (!any) return null;
      let memories = 0;
      let pagesBytes = 0;
      let sharedBytes = 0;
      let ledger: Ledger | null = NOTHING;
      for (const { data, ledgers } of living()) {
        memories++;
        pagesBytes += data.byteLength;
        if (isShared(data.buffer)) sharedBytes += data.byteLength;
        if (ledgers.length === 0) ledger = null;
        for (const at of ledgers) ledger = ledger && sum(ledger, readLedger(data, at));
      }
      return { memories, pagesBytes, sharedBytes, ledger };
    },
    trapMessage() {
      const messages = [...living()].flatMap(({ data, ledgers }) =>
        ledgers.flatMap((at) => readMessage(data, at) ?? []),
      );
      // Of several, none knows which is the latest.
      return messages.length === 1 ? messages[0]! : null;
    },
    // A maximum can't be asked for. What could not grow says so by itself, or passes the limit.
    isFull: () => false,
    madeSome() {
      const before = added;
      added = false;
      return before;
    },
  };
}

const NOTHING: Ledger = {
  liveBytes: 0,
  liveBlocks: 0,
  peakBytes: 0,
  allocations: 0,
  constructed: 0,
  dropped: 0,
};

const sum = (a: Ledger, b: Ledger): Ledger => ({
  liveBytes: a.liveBytes + b.liveBytes,
  liveBlocks: a.liveBlocks + b.liveBlocks,
  peakBytes: a.peakBytes + b.peakBytes,
  allocations: a.allocations + b.allocations,
  constructed: a.constructed + b.constructed,
  dropped: a.dropped + b.dropped,
});
