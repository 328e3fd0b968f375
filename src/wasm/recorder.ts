/** Counts a module's allocations, and has some of them looked at. */
export interface Recorder {
  /**
   * To be called after each allocation: new address, old one (0 where there is none, 1 where there is
   * none and functions were called that called the hook), the word before the new one.
   */
  readonly hook: (address: number, old: number, header: number) => void;
  /** Allocations so far. */
  sequence(): number;
  /** Those that could not be recorded. */
  missed(): number;
  /** By address / 8 the number of the allocation that is there, or was there last. */
  table(): Uint32Array;
}

/** The module of `record.rs`. */
interface Exports {
  memory: WebAssembly.Memory;
  hook: Recorder['hook'];
  sequence(): number;
  missed(): number;
  table_at(): number;
  table_length(): number;
}

// Taken at once, before a subject's WebAssembly is watched.
const { Instance } = WebAssembly;

export function createRecorder(
  recordModule: WebAssembly.Module,
  onSample: (address: number, sequence: number) => void,
): Recorder {
  const sample = (address: number, sequence: number): void =>
    onSample(address >>> 0, sequence >>> 0);
  const exports = new Instance(recordModule, { env: { sample } }).exports as unknown as Exports;
  return {
    hook: exports.hook,
    sequence: () => exports.sequence() >>> 0,
    missed: () => exports.missed() >>> 0,
    table: () => new Uint32Array(exports.memory.buffer, exports.table_at(), exports.table_length()),
  };
}
