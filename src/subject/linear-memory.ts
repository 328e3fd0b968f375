/**
 * A WASM module's memory as seen from outside: its size, and the ledger of its allocator where
 * the module exports one (the layout stands in `scenarios/tracking-alloc/src/lib.rs`). Reading
 * calls nothing in the module and keeps nothing.
 */
export interface LinearMemory {
  read(): { pagesBytes: number; ledger: Ledger | null };
  /** What the module wrote before it trapped: the text of a panic, or of a failed allocation. */
  trapMessage(): string | null;
  /** Whether the memory has reached its maximum. */
  isFull(): boolean;
}

export interface Ledger {
  liveBytes: number;
  liveBlocks: number;
  peakBytes: number;
  allocations: number;
  constructed: number;
  dropped: number;
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

export function observeLinearMemory(
  exports: WebAssembly.Exports,
  maximumBytes: number | null,
): LinearMemory | null {
  const memory = Object.values(exports).find((item) => item instanceof WebAssembly.Memory);
  if (memory === undefined) return null;
  const address = ledgerAddress(exports, memory);
  // The buffer is replaced whenever the memory grows; a view over the old one has length 0.
  let view = new DataView(memory.buffer);
  const fresh = (): DataView => {
    if (view.buffer !== memory.buffer) view = new DataView(memory.buffer);
    return view;
  };

  return {
    read() {
      const data = fresh();
      return {
        pagesBytes: data.byteLength,
        ledger:
          address === null
            ? null
            : {
                liveBytes: readCount(data, address + OFFSET.liveBytes),
                liveBlocks: readCount(data, address + OFFSET.liveBlocks),
                peakBytes: readCount(data, address + OFFSET.peakBytes),
                allocations: readCount(data, address + OFFSET.allocations),
                constructed: readCount(data, address + OFFSET.constructed),
                dropped: readCount(data, address + OFFSET.dropped),
              },
      };
    },
    trapMessage() {
      if (address === null) return null;
      const data = fresh();
      const length = Math.min(
        data.getUint32(address + OFFSET.messageLength, true),
        MESSAGE_CAPACITY,
      );
      if (length === 0) return null;
      const bytes = new Uint8Array(data.buffer, address + OFFSET.message, length);
      return new TextDecoder().decode(bytes);
    },
    isFull: () => maximumBytes !== null && fresh().byteLength >= maximumBytes,
  };
}

function ledgerAddress(exports: WebAssembly.Exports, memory: WebAssembly.Memory): number | null {
  const symbol = exports.LEAKLAB_LEDGER;
  if (!(symbol instanceof WebAssembly.Global)) return null;
  const address = symbol.value as unknown;
  if (typeof address !== 'number') return null;
  const data = new DataView(memory.buffer);
  if (address < 0 || address + OFFSET.message + MESSAGE_CAPACITY > data.byteLength) return null;
  return data.getUint32(address + OFFSET.magic, true) === MAGIC &&
    data.getUint32(address + OFFSET.version, true) === 1
    ? address
    : null;
}

// Counters are u64; a 32-bit memory can't hold a count above 2^53.
const readCount = (data: DataView, at: number): number => Number(data.getBigUint64(at, true));
