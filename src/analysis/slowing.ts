import { lastBefore, levelsOf, lowestFrom } from './levels.ts';
import type { Point } from './series.ts';

/**
 * Whether the rate falls. All floors but the very first are asked as well: a cache that fills slows
 * down from its beginning, which the cut would take for a warm-up.
 */
export function slows(kept: readonly Point[], all: readonly Point[]): boolean {
  const begun = all.slice(Math.ceil(all.length * FIRST_FLOORS_SHARE));
  return isSlowing(kept) || isSlowing(begun);
}

const FIRST_FLOORS_SHARE = 0.15;

/** Whether the later half grew at a much lower rate than the earlier half. */
export function isSlowing(points: readonly Point[]): boolean {
  const [first, second, third, fourth] = levelsOf(points, 4);
  const early = (second!.bytes - first!.bytes) / (second!.operations - first!.operations);
  const late = (fourth!.bytes - third!.bytes) / (fourth!.operations - third!.operations);
  return late < STEADY_SHARE * early;
}

/**
 * A rate that has fallen below this share of what it was is a rate that may reach 0: a cache that
 * fills, or a warm-up. Real leaks kept above 0.65 in all of 104 labelled programs.
 */
const STEADY_SHARE = 0.65;

/**
 * Whether the rate falls from one doubling of the operations to the next, the whole run considered.
 * Code that is called for the first times grows by less with each call; of operations that take
 * long there are so few in a run that all of it is warm-up.
 */
export function slowsByOctaves(points: readonly Point[]): boolean {
  const end = points.at(-1)!.operations;
  const levels = [end / 8, end / 4, end / 2, end].map((operations) => {
    const index = Math.min(lastBefore(points, operations), points.length - LAST_FLOORS);
    return { operations: points[index]!.operations, bytes: lowestFrom(points, index) };
  });
  const [early, middle, late] = levels
    .slice(1)
    .map((to, i) => (to.bytes - levels[i]!.bytes) / (to.operations - levels[i]!.operations));
  return late! < STEADY_SHARE_OF_OCTAVE * middle! || late! < STEADY_SHARE * early!;
}

/** The end of a run may be the height of a sawtooth. */
const LAST_FLOORS = 3;
/** Closer to 1 than over quarters: the growth of half a run has less noise. */
const STEADY_SHARE_OF_OCTAVE = 0.8;
