import { PAGE_BYTES } from '../wasm/limit-memory.ts';
import type { Ledger } from './ledger.ts';
import { findLedger, readLedger, readMessage } from './ledger.ts';
import type { LinearMemory, LinearMemoryReading } from './linear-memory.ts';
import { isShared } from './linear-memory.ts';
import { MOST_BYTES_IN_PASSING, walkedLedger, walkerOf } from './walkers.ts';

/** All memories of a realm as one. None of them is held: what the subject drops leaves the sum. */
export interface LinearMemories extends LinearMemory {
  addMade(memory: WebAssembly.Memory, maximumPages: number | null): void;
  /** An instance, by its exports, and the memories that it was given. */
  addInstance(
    exports: WebAssembly.Exports,
    given: readonly WebAssembly.Memory[],
    anchors: readonly number[],
    maximumPages: number | null,
  ): void;
}

interface Entry {
  readonly memory: WeakRef<WebAssembly.Memory>;
  /** Of each module that counts what it keeps there: modules may share a memory. */
  readonly ledgers: number[];
  readonly maximumBytes: number | null;
  readonly sizeAtFirst: Pick<Part, 'bytes' | 'shared'>;
  /** Where its heap may begin. */
  anchors: readonly number[];
  /** Whether its heap was found when it was walked last. */
  isWalked: boolean;
  /** Whether it was there at a floor, and so is no garbage. */
  stays: boolean;
}

interface Part {
  readonly bytes: number;
  readonly shared: boolean;
  readonly ledger: Ledger | null;
  /** Whether there is a heap that could be walked, and was not: it would take too long in passing. */
  readonly isUnknown: boolean;
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

  function add(memory: WebAssembly.Memory, maximumPages: number | null): Entry {
    const buffer = bufferOf(memory);
    const sizeAtFirst = { bytes: buffer.byteLength, shared: isShared(buffer) };
    const entry: Entry = {
      memory: new WeakRef(memory),
      ledgers: [],
      maximumBytes: maximumPages === null ? null : maximumPages * PAGE_BYTES,
      sizeAtFirst,
      anchors: [],
      isWalked: false,
      stays: false,
    };
    entries.add(entry);
    leaving.register(memory, entry);
    any = true;
    added = true;
    return entry;
  }

  // The latest first: it is the likeliest, and what is asked of a WeakRef is kept for a while.
  // Not by a WeakMap: on Node 20 its table moves the floors of the JS heap by 16 KB.
  const find = (memory: WebAssembly.Memory): Entry | undefined =>
    [...entries].reverse().find((entry) => entry.memory.deref() === memory);

  function viewOf({ memory }: Entry): DataView | null {
    const target = memory.deref();
    return target === undefined ? null : new DataView(bufferOf(target));
  }

  function look(entry: Entry, inPassing = false): Part | null {
    const data = viewOf(entry);
    if (data === null) return null;
    const { byteLength: bytes, buffer } = data;
    const part = { bytes, shared: isShared(buffer), isUnknown: false };
    const counted = entry.ledgers.map((at) => readLedger(data, at));
    if (counted.length > 0) return { ...part, ledger: counted.reduce(sum) };
    if (inPassing && bytes > MOST_BYTES_IN_PASSING) {
      return { ...part, ledger: null, isUnknown: entry.isWalked };
    }
    const memory = entry.memory.deref();
    const ledger = memory === undefined ? null : walkedLedger(walkerOf(memory, entry.anchors));
    entry.isWalked = ledger !== null;
    return { ...part, ledger };
  }

  return {
    addMade: add,
    addInstance(exports, given, anchors, maximumPages) {
      const exported = Object.values(exports).filter((item) => item instanceof Memory);
      for (const memory of new Set([...given, ...exported])) {
        // A module that was given none exports none but its own, which is new.
        const entry = (given.length > 0 ? find(memory) : undefined) ?? add(memory, maximumPages);
        const { ledgers } = entry;
        if (entry.anchors.length === 0) entry.anchors = anchors;
        const address = findLedger(exports, bufferOf(memory));
        if (address !== null && !ledgers.includes(address)) ledgers.push(address);
      }
    },
    read() {
      const parts = [...entries].flatMap((entry) => {
        const part = look(entry);
        entry.stays = part !== null;
        return part ?? [];
      });
      return any ? total(parts) : null;
    },
    glance() {
      // V8 keeps what is looked at, also in a collection that goes on: garbage would pile up.
      const parts = [...entries].flatMap((entry) =>
        entry.stays
          ? (look(entry, true) ?? [])
          : {
              ...entry.sizeAtFirst,
              ledger: entry.ledgers.length === 0 ? null : NOTHING,
              isUnknown: false,
            },
      );
      return any ? total(parts) : null;
    },
    trapMessage() {
      const messages = [...entries].flatMap((entry) => {
        const data = viewOf(entry);
        return data === null ? [] : entry.ledgers.flatMap((at) => readMessage(data, at) ?? []);
      });
      // Of several, none knows which is the latest.
      return messages.length === 1 ? messages[0]! : null;
    },
    maximumBytes() {
      const [only, ...others] = entries;
      return others.length === 0 ? (only?.maximumBytes ?? null) : null;
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

function total(parts: readonly Part[]): LinearMemoryReading {
  let [pagesBytes, sharedBytes] = [0, 0];
  let ledger = NOTHING;
  const isCounted =
    parts.length === 0 ||
    (parts.some((part) => part.ledger !== null) && !parts.some((part) => part.isUnknown));
  for (const part of parts) {
    pagesBytes += part.bytes;
    if (part.shared) sharedBytes += part.bytes;
    // Beside memories that are counted, another one is as large as it is.
    ledger = sum(ledger, part.ledger ?? { ...NOTHING, liveBytes: part.bytes });
  }
  return { memories: parts.length, pagesBytes, sharedBytes, ledger: isCounted ? ledger : null };
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
  peakBytes: plus(a.peakBytes, b.peakBytes),
  allocations: plus(a.allocations, b.allocations),
  constructed: plus(a.constructed, b.constructed),
  dropped: plus(a.dropped, b.dropped),
});

const plus = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a + b;
