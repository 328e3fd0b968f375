/**
 * What is allocated in a memory: as its module's allocator counts it, in a ledger whose layout stands in
 * `scenarios/tracking-alloc/src/lib.rs`; or as the headers of the heap say, which know no more than
 * what is live.
 */
export interface Ledger {
  readonly liveBytes: number;
  readonly liveBlocks: number;
  readonly peakBytes: number | null;
  readonly allocations: number | null;
  readonly constructed: number | null;
  readonly dropped: number | null;
}

const MAGIC = 0x4c4c4147;
const OFFSET = {
  magic: 0,
  version: 4,
  liveBytes: 8,
  liveBlocks: 16,
  peakBytes: 24,
  allocations: 32,
  constructed: 40,
  dropped: 48,
  messageLength: 56,
  message: 60,
} as const;
const MESSAGE_CAPACITY = 500;

/** Where in the memory it stands; null where the module exports none that is in this memory. */
export function findLedger(exports: WebAssembly.Exports, memory: ArrayBufferLike): number | null {
  const symbol = exports.LEAKLAB_LEDGER;
  if (!(symbol instanceof WebAssembly.Global)) return null;
  const address = symbol.value as unknown;
  if (typeof address !== 'number') return null;
  const data = new DataView(memory);
  if (address < 0 || address + OFFSET.message + MESSAGE_CAPACITY > data.byteLength) return null;
  return data.getUint32(address + OFFSET.magic, true) === MAGIC &&
    data.getUint32(address + OFFSET.version, true) === 1
    ? address
    : null;
}

export function readLedger(data: DataView, address: number): Ledger {
  return {
    liveBytes: readCount(data, address + OFFSET.liveBytes),
    liveBlocks: readCount(data, address + OFFSET.liveBlocks),
    peakBytes: readCount(data, address + OFFSET.peakBytes),
    allocations: readCount(data, address + OFFSET.allocations),
    constructed: readCount(data, address + OFFSET.constructed),
    dropped: readCount(data, address + OFFSET.dropped),
  };
}

/** What the module wrote before it trapped; null where it wrote nothing. */
export function readMessage(data: DataView, address: number): string | null {
  const length = Math.min(data.getUint32(address + OFFSET.messageLength, true), MESSAGE_CAPACITY);
  if (length === 0) return null;
  // A copy: what is shared can't be decoded.
  return new TextDecoder().decode(
    new Uint8Array(data.buffer, address + OFFSET.message, length).slice(),
  );
}

// Counters are u64; a 32-bit memory can't hold a count above 2^53.
const readCount = (data: DataView, at: number): number => Number(data.getBigUint64(at, true));
