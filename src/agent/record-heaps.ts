import { createHeapRecording } from '../subject/heap-recording.ts';
import { watchLinearMemories } from '../subject/watch-linear-memories.ts';
import { recordWasm } from './recorded-wasm.ts';

/** Preloaded into each isolate of a server that is started once more, for what its WASM holds. */
const recording = createHeapRecording({ hasOutside: true });
recordWasm({
  linearMemory: watchLinearMemories(WebAssembly, recording),
  heaps: recording.heaps,
});
