import { memoryUsage } from 'node:process';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import type { RawSample, Sample } from '../record/schema.ts';
import type { LinearMemory, LinearMemoryReading } from '../subject/linear-memory.ts';

/**
 * The spaces that hold the program's objects. Code, trusted and read-only spaces are left out:
 * they move with the JIT, not with the program.
 */
const OBJECT_SPACES = new Set([
  'new_space',
  'old_space',
  'large_object_space',
  'new_large_object_space',
  'map_space',
]);

export interface MemoryProbe {
  elapsedMs(): number;
  /** A floor; to be called at rest. */
  sample(operations: number, batchMs: number, settleMs: number): Omit<Sample, 'batch'>;
  /** A reading in passing, without collecting. */
  raw(operations: number): RawSample;
}

export function startProbe(options: {
  thread: number;
  originMs: number;
  linearMemory: LinearMemory | null;
}): MemoryProbe {
  const { thread, originMs, linearMemory } = options;
  const shift = performance.timeOrigin - originMs;
  const elapsedMs = (): number => round(performance.now() + shift);

  return {
    elapsedMs,
    sample(operations, batchMs, settleMs) {
      const heap = getHeapStatistics();
      const spaces: Record<string, number> = {};
      let jsHeapBytes = 0;
      for (const space of getHeapSpaceStatistics()) {
        spaces[space.space_name] = space.space_used_size;
        if (OBJECT_SPACES.has(space.space_name)) jsHeapBytes += space.space_used_size;
      }
      const { rss, external, arrayBuffers } = memoryUsage();
      const wasm = linearMemory?.read() ?? null;
      return {
        type: 'sample',
        thread,
        operations,
        elapsedMs: elapsedMs(),
        batchMs: round(batchMs),
        settleMs: round(settleMs),
        jsHeapBytes,
        heapUsedBytes: heap.used_heap_size,
        heapTotalBytes: heap.total_heap_size,
        spaces,
        nativeContexts: heap.number_of_native_contexts,
        externalBytes: externalWithout(wasm, external - arrayBuffers),
        arrayBuffersBytes: arrayBuffers,
        wasmPagesBytes: wasm?.pagesBytes ?? null,
        wasmMemories: wasm?.memories ?? null,
        wasmLiveBytes: wasm?.ledger?.liveBytes ?? null,
        wasmLiveBlocks: wasm?.ledger?.liveBlocks ?? null,
        wasmPeakBytes: wasm?.ledger?.peakBytes ?? null,
        wasmAllocations: wasm?.ledger?.allocations ?? null,
        dropLedger:
          wasm?.ledger == null || wasm.ledger.constructed === null || wasm.ledger.dropped === null
            ? null
            : { constructed: wasm.ledger.constructed, dropped: wasm.ledger.dropped },
        rssBytes: rss,
      };
    },
    raw(operations) {
      const { rss, heapUsed, external, arrayBuffers } = memoryUsage();
      const wasm = linearMemory?.glance() ?? null;
      return {
        type: 'raw',
        thread,
        operations,
        elapsedMs: elapsedMs(),
        heapUsedBytes: heapUsed,
        externalBytes: externalWithout(wasm, external - arrayBuffers),
        arrayBuffersBytes: arrayBuffers,
        wasmPagesBytes: wasm?.pagesBytes ?? null,
        wasmLiveBytes: wasm?.ledger?.liveBytes ?? null,
        rssBytes: rss,
      };
    },
  };
}

/** What is left of V8's `external` without the WASM memories that it counts there: no shared one. */
function externalWithout(wasm: LinearMemoryReading | null, bytes: number): number {
  return Math.max(0, bytes - (WASM_IS_EXTERNAL && wasm ? wasm.pagesBytes - wasm.sharedBytes : 0));
}

/** V8 of Node 20 to 24 counts them, that of Node 26 does not. Tried before a subject could notice. */
const WASM_IS_EXTERNAL = (() => {
  const before = memoryUsage().external;
  const { buffer } = new WebAssembly.Memory({ initial: 16 });
  return memoryUsage().external - before >= buffer.byteLength / 2;
})();

const round = (ms: number): number => Math.round(ms * 1000) / 1000;
