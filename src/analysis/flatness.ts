import type { Growth, GrowthOptions } from './growth.ts';
import { lastBefore } from './levels.ts';
import { fewestValues } from './median-interval.ts';
import type { Point } from './series.ts';
import { isSlowing } from './slowing.ts';

/**
 * What is not growth: flat, if nothing but the tolerance was added during the last three fifths of
 * the operations. Half would not do: a buffer that doubles is flat from one doubling to the next.
 */
export function flatness(points: readonly Point[], options: GrowthOptions): Growth {
  const end = points.at(-1)!.operations;
  const start = lastBefore(points, FLAT_SINCE * end);
  const window = points.slice(start);
  if (window.length <= fewestValues(options.confidence) && !options.ranOut) {
    return { kind: 'undecided', why: 'too-few-floors', upperBound: null };
  }
  const lowest = Math.min(...window.map((point) => point.bytes));
  const risen = endLevel(window, options.toleranceBytes) - lowest;
  const upperBound = (risen + options.toleranceBytes) / (end - window[0]!.operations);
  if (risen > options.toleranceBytes) {
    return {
      kind: 'undecided',
      why: isSlowing(points) ? 'slowing' : 'noisy',
      upperBound,
    };
  }
  if (upperBound > options.detectBytesPerOperation) {
    return { kind: 'undecided', why: 'too-few-operations', upperBound };
  }
  return { kind: 'flat', upperBound };
}

/** Doubling at 0.4 N means doubling again at 0.8 N: no such buffer is flat all through. */
const FLAT_SINCE = 0.4;

/**
 * Where the memory stands at the end. Of a sawtooth that is the lowest floor of the last quarter;
 * of what never falls, of the last three floors: a late step is not to be overlooked.
 */
function endLevel(window: readonly Point[], toleranceBytes: number): number {
  const falls = window.some(
    (point, i) => i > 0 && window[i - 1]!.bytes - point.bytes > toleranceBytes,
  );
  const count = falls ? Math.max(LAST_FLOORS, Math.ceil(window.length / 4)) : LAST_FLOORS;
  return Math.min(...window.slice(-count).map((point) => point.bytes));
}

const LAST_FLOORS = 3;
