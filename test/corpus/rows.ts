/** Where what leaks is counted. */
export type Memory = 'js-heap' | 'array-buffers' | 'external' | 'wasm';

/** Bytes an operation; low and high where a table that grows in steps makes the mean rate a range. */
export interface Rate {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

interface RowOptions {
  readonly export?: string;
  readonly input?: unknown;
  readonly steadyAfter?: number;
}

/** File in `programs`, kind, why it is bounded. */
export type CleanRow = readonly [file: string, kind: string, about: string, options?: RowOptions];

/**
 * File in `programs`, kind, memory, bytes an operation, what grows.
 *
 * One number is a leak of the same size on every supported Node, known from what an operation keeps
 * (sizes are V8's without pointer compression). Two numbers are a range, for the mean of all
 * operations so far: V8's arrays grow to 1.5 times their length, so a slot costs 8 to 12 bytes; a
 * Map doubles, so an entry costs 28 to 56, and that of a Set 20 to 40; and Node's own objects have
 * other sizes from version to version. A range also holds what depends on where it is run: an error
 * keeps its stack, which is deeper in leaklab's worker; the id of a timer there is a small integer;
 * what of a function lies in code spaces is not counted. A leak at random has a range, too: of its
 * mean over the operations of a run. A leak that accelerates has the range of some seconds.
 */
export type LeakRow = readonly [
  file: string,
  kind: string,
  memory: Memory,
  bytes: number | readonly [low: number, high: number],
  about: string,
  options?: RowOptions,
];
