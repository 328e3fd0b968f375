/** A heap in WASM as it is between two operations, with all that its analysis needs. */
export interface TakenHeap {
  /** Tells the instances of a subject apart. */
  readonly instance: number;
  /** The module's file where it is known. */
  readonly module: string;
  readonly memory: SharedArrayBuffer;
  readonly allocator: 'dlmalloc' | 'tlsf' | 'emmalloc' | 'stub';
  readonly firstHeader: number;
  /** Whether blocks may be objects of AssemblyScript's collector. */
  readonly collected: boolean;
  readonly globals: readonly { readonly index: number; readonly value: number }[];
  readonly roots: readonly { readonly from: number; readonly to: number }[];
  /** The module's data, with the first copy; empty afterwards. */
  readonly initial: readonly { readonly at: number; readonly bytes: Uint8Array }[];
  /** Whether something outside of the module may hold its blocks. */
  readonly hasOutside: boolean;
  /** By address / 8 the number of the allocation: words of 32 bits. */
  readonly sequences: SharedArrayBuffer;
  /** The last number before the first operation. */
  readonly setupEnd: number;
  readonly windowEnds: readonly number[];
  /** Live bytes at the end of each window. */
  readonly liveByWindow: readonly number[];
  readonly samples: readonly {
    readonly address: number;
    readonly sequence: number;
    readonly stack: number;
  }[];
  readonly stacks: readonly (readonly string[])[];
  readonly names: {
    readonly globals: readonly (readonly [index: number, name: string])[];
    readonly addresses: readonly (readonly [address: number, name: string])[];
  };
}

/** The heaps of the modules that a subject has made, where its allocations are recorded. */
export interface RecordedHeaps {
  /** What is allocated from now on is an operation's. */
  endSetup(): void;
  /** What was allocated since the last call belongs together. */
  endWindow(): void;
  copy(final: boolean): TakenHeap[];
  /** Of modules that could not be recorded: why. */
  notes(): { readonly module: string; readonly text: string }[];
}
