/** What the recorder says of one rest. */
export interface Recorded {
  /** By address / 8 the number of the allocation whose block is there. */
  readonly sequences: Uint32Array;
  /** The last number before the first operation. */
  readonly setupEnd: number;
  /** Whether there may be handles of JavaScript: a bare module's operation returns none that is kept. */
  readonly hasOutside: boolean;
  /** The last number of each birth window so far. */
  readonly windowEnds: readonly number[];
  /** Some allocations, and where they were made: the number of a stack. */
  readonly samples: readonly {
    readonly address: number;
    readonly sequence: number;
    readonly stack: number;
  }[];
}
