import type { Ledger } from './ledger.ts';
import { findLedger, readLedger, readMessage } from './ledger.ts';
import { MOST_BYTES_IN_PASSING, walkedLedger, walkerOf } from './walkers.ts';

/**
 * A subject's WASM memory as seen from outside: its size, and the ledger of its allocator where
 * the module exports one. Reading calls nothing in the module and keeps nothing.
 */
export interface LinearMemory {
  /** At rest. Null as long as there has been no memory. */
  read(): LinearMemoryReading | null;
  /** In passing, while garbage is about: nothing of it is touched that it could be collected. */
  glance(): LinearMemoryReading | null;
  /** What the module wrote before it trapped: the text of a panic, or of a failed allocation. */
  trapMessage(): string | null;
  /** How large the one memory that there is may become; null of several, or where it is not known. */
  maximumBytes(): number | null;
  /** Whether the memory has reached its maximum. */
  isFull(): boolean;
  /** Whether memories were made since this was last asked: V8 keeps them until its loop turns. */
  madeSome(): boolean;
}

export interface LinearMemoryReading {
  readonly memories: number;
  readonly pagesBytes: number;
  /** How much of that is shared between threads. */
  readonly sharedBytes: number;
  readonly ledger: Ledger | null;
}

/** The memory of the one module that there is. */
export function observeLinearMemory(
  exports: WebAssembly.Exports,
  maximumBytes: number | null,
  anchors: readonly number[] = [],
): ({ read(): LinearMemoryReading } & LinearMemory) | null {
  const memory = Object.values(exports).find((item) => item instanceof WebAssembly.Memory);
  if (memory === undefined) return null;
  const address = findLedger(exports, memory.buffer);
  // The buffer is replaced whenever the memory grows; a view over the old one has length 0.
  let view = new DataView(memory.buffer);
  const fresh = (): DataView => {
    if (view.buffer !== memory.buffer) view = new DataView(memory.buffer);
    return view;
  };

  function readIf(isWalked: (bytes: number) => boolean): LinearMemoryReading {
    const data = fresh();
    const walked = (): Ledger | null =>
      isWalked(data.byteLength) ? walkedLedger(walkerOf(memory!, anchors)) : null;
    return {
      memories: 1,
      pagesBytes: data.byteLength,
      sharedBytes: isShared(data.buffer) ? data.byteLength : 0,
      ledger: address === null ? walked() : readLedger(data, address),
    };
  }

  return {
    read: () => readIf(() => true),
    glance: () => readIf((bytes) => bytes <= MOST_BYTES_IN_PASSING),
    trapMessage: () => (address === null ? null : readMessage(fresh(), address)),
    maximumBytes: () => maximumBytes,
    isFull: () => maximumBytes !== null && fresh().byteLength >= maximumBytes,
    madeSome: () => false,
  };
}

export const isShared = (buffer: ArrayBufferLike): boolean => buffer instanceof SharedArrayBuffer;
