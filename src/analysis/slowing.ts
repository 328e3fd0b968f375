import { levelsOf } from './levels.ts';
import type { Point } from './series.ts';
import { ratesOf } from './series.ts';

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
  const [middleRate] = ratesOf([second!, third!]);
  return late < STEADY_SHARE * early || (late < STEADY_SHARE * middleRate! && middleRate! < early);
}

/**
 * A rate that has fallen below this share of what it was is a rate that may reach 0: a cache that
 * fills, or a warm-up. Real leaks kept above 0.65 in all of 104 labelled programs.
 */
const STEADY_SHARE = 0.65;
