import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Census } from '../src/heap/census.ts';
import { takeCensus } from '../src/heap/census.ts';
import type { Marker } from '../src/heap/marker.ts';
import { createMarker } from '../src/heap/marker.ts';
import { packageRoot } from '../src/package-root.ts';
import { createHeapRecording } from '../src/subject/heap-recording.ts';

let marker: Marker | null = null;

/** What a module's heap holds after so many operations of one export; null where it holds nothing. */
export function wasmCensus(file: string, name: string, operations: number): Census | null {
  const recording = createHeapRecording({ hasOutside: false });
  const { bytes, facts } = recording.prepare(new Uint8Array(readFileSync(file)), file);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  if (facts.recorded === null) throw new Error(`${file} could not be recorded`);
  recording.addInstance(facts.recorded, exports, []);
  const operation = exports[name] as (index: number) => void;
  for (let index = 0; index < operations; index++) operation(index);
  recording.heaps.endWindow();
  const [heap] = recording.heaps.copy(true);
  if (heap === undefined) return null;
  marker ??= createMarker(
    new WebAssembly.Module(readFileSync(join(packageRoot(), 'src', 'heap', 'mark.wasm'))),
  );
  const copy = { ...heap, memory: new Uint8Array(heap.memory) };
  const recorded = { ...heap, sequences: new Uint32Array(heap.sequences) };
  return takeCensus(marker, copy, recorded, [])?.census ?? null;
}
