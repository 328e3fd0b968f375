import type { Interval } from '../../src/analysis/median-interval.ts';
import { median, medianInterval } from '../../src/analysis/median-interval.ts';

/** Milliseconds that something takes. */
export function timed(work: () => unknown): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

/** Medians of two, in turn, so that a machine whose speed drifts is as fair to one as to the other. */
export function inTurn(
  rounds: number,
  first: () => unknown,
  second: () => unknown,
): [number, number] {
  first();
  second();
  const times: [number[], number[]] = [[], []];
  for (let i = 0; i < rounds; i++) {
    times[0].push(timed(first));
    times[1].push(timed(second));
  }
  return [median(times[0]), median(times[1])];
}

/**
 * How many times the other the one is, measured in pairs: the median with its interval; of so few that they
 * have none, with the lowest and the highest.
 */
export function ratioInPairs(ones: readonly number[], others: readonly number[]): Interval {
  const ratios = ones.map((one, i) => one / others[i]!);
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  return medianInterval(ratios, CONFIDENCE) ?? { estimate: median(ratios), low, high };
}

const CONFIDENCE = 0.95;

/** "1.224 (1.095 to 1.305)" */
export const ratioText = ({ estimate, low, high }: Interval): string =>
  `${estimate.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
