import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { WasmEvidence } from '../src/analysis/wasm-evidence.ts';
import { wasmEvidence } from '../src/analysis/wasm-evidence.ts';
import { WINDOWS } from '../src/heap/births.ts';
import type { Census, Rest } from '../src/heap/census.ts';
import { takeCensus } from '../src/heap/census.ts';
import type { Marker } from '../src/heap/marker.ts';
import { createMarker } from '../src/heap/marker.ts';
import { packageRoot } from '../src/package-root.ts';
import type { WasmHeap } from '../src/record/schema.ts';
import { createHeapRecording } from '../src/subject/heap-recording.ts';
import type { TakenHeap } from '../src/subject/recorded-heaps.ts';

/**
 * What a bare module's heap holds after so many operations of one export, without a process of its own:
 * the same stages as in a second run, one after the other. Null where the heap is not found.
 */
export function wasmCensus(
  file: string,
  name: string,
  operations: number,
): { census: Census; heap: TakenHeap; evidence: WasmEvidence } | null {
  const recording = createHeapRecording({ hasOutside: false });
  const original = new Uint8Array(readFileSync(file));
  const { bytes, facts } = recording.prepare(original, basename(file));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  if (facts.recorded === null) throw new Error(`${file} could not be recorded`);
  recording.addInstance(facts.recorded, exports, []);
  recording.heaps.endSetup();
  const operation = exports[name] as (index: number) => void;
  const rests: Rest[] = [];
  let last: { census: Census; heap: TakenHeap } | null = null;
  for (let window = 1; window <= WINDOWS; window++) {
    const end = Math.round((window * operations) / WINDOWS);
    for (let i = Math.round(((window - 1) * operations) / WINDOWS); i < end; i++) operation(i);
    recording.heaps.endWindow();
    if (!RESTS.includes(window)) continue;
    const [heap] = recording.heaps.copy(window === WINDOWS);
    const taken = heap === undefined ? null : stockOf(heap, facts.recorded.initial, rests);
    last = taken === null || heap === undefined ? null : { census: taken.census, heap };
    if (taken !== null) rests.push(taken.rest);
  }
  if (last === null) return null;
  return { ...last, evidence: wasmEvidence([entryOf(last, operations)])! };
}

const RESTS = [WINDOWS / 4, WINDOWS / 2, WINDOWS];
let marker: Marker | null = null;

function stockOf(heap: TakenHeap, initial: TakenHeap['initial'], rests: readonly Rest[]) {
  marker ??= createMarker(
    new WebAssembly.Module(readFileSync(join(packageRoot(), 'src', 'heap', 'mark.wasm'))),
  );
  return takeCensus(
    marker,
    { ...heap, memory: new Uint8Array(heap.memory), initial },
    { ...heap, sequences: new Uint32Array(heap.sequences) },
    rests,
  );
}

function entryOf(
  { census, heap }: { census: Census; heap: TakenHeap },
  operations: number,
): WasmHeap {
  const growth = census.growth.map((group) => ({
    ...group,
    byWindow: [...group.byWindow],
    buffers: [...group.buffers],
    holder: null,
    sites: group.sites.map(({ stack, ...site }) => ({ ...site, stack: [...heap.stacks[stack]!] })),
  }));
  return {
    type: 'wasm-heap',
    elapsedMs: 0,
    thread: 0,
    operations,
    module: heap.module,
    allocator: heap.allocator,
    pagesBytes: heap.memory.byteLength,
    ...census,
    byWindow: [...census.byWindow],
    liveByWindow: [...heap.liveByWindow],
    growth,
  };
}
