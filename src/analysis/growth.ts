import type { Interval } from './median-interval.ts';
import type { Point } from './series.ts';

export type Shape = 'linear' | 'staircase' | 'accelerating';

/** A rate that has risen by half, from one part of a run to a later one, is no measuring error. */
export const ACCELERATING_SHARE = 1.5;

export interface Growing {
  readonly kind: 'growing';
  readonly bytesPerOperation: Interval;
  /** Of the interval. */
  readonly confidence: number;
  readonly shape: Shape;
  /** Where the fitted line begins, for the picture. */
  readonly from: Point;
  /** Which rule found it. */
  readonly rule: 'regular' | 'steps' | 'octaves' | 'levels' | 'few-floors' | 'births' | 'isolates';
}

/** What the floors of one memory say. */
export type Growth =
  | Growing
  | { readonly kind: 'flat'; readonly upperBound: number }
  | {
      readonly kind: 'undecided';
      readonly why: 'too-short' | 'too-few-floors' | 'slowing' | 'noisy' | 'too-few-operations';
      readonly upperBound: number | null;
    };

export interface GrowthOptions {
  readonly confidence: number;
  /** Growth below this may be noise: steps of the runtime's own making. */
  readonly toleranceBytes: number;
  /** The largest step that may stand alone and be no growth: made late, once. */
  readonly loneStepBytes: number;
  /** What the memory is taken in, where that is much: growth by less is not seen. 0 otherwise. */
  readonly unitBytes: number;
  /** The smallest rate that matters: what is called flat must be proven to be below it. */
  readonly detectBytesPerOperation: number;
  /** The same by the second; null where only the operation counts. */
  readonly detectBytesPerSecond: number | null;
  /** Whether the memory is counted to the byte by its own allocator. */
  readonly exact: boolean;
  /** Whether the subject ran out of memory: then the floors that there are must do. */
  readonly ranOut: boolean;
  /** Whether no further floor can come: the budget has ended. */
  readonly final: boolean;
}
