import type { Growing, GrowthOptions } from './growth.ts';
import { noisyGrowthInterval } from './growth-interval.ts';
import { lowestOf } from './levels.ts';
import type { Point } from './series.ts';
import { ratesOf } from './series.ts';

/**
 * Growth under a sawtooth that grows with it: a collector that lets garbage add up to as much as is
 * live has ever higher teeth. Their lowest floors, once in each doubling of the operations, rise at one
 * rate.
 */
export function growthOfLows(points: readonly Point[], options: GrowthOptions): Growing | null {
  const lows = lowsOfDoublings(points);
  if (!options.exact || lows === null) return null;
  if (lows.slice(1).some(({ bytes }, i) => bytes - lows[i]!.bytes <= options.toleranceBytes)) {
    return null;
  }
  const rates = ratesOf(lows);
  const shares = rates.slice(1).map((rate, i) => rate / rates[i]!);
  // The first doublings are still coarse: the last one has the rate.
  const estimate = rates.at(-1)!;
  if (estimate < STEADY_SHARE * rates[0]! || Math.min(...shares) < LEAST_SHARE) return null;
  const range = { estimate, low: Math.min(...rates), high: Math.max(...rates) };
  return {
    kind: 'growing',
    bytesPerOperation: noisyGrowthInterval(points, range),
    confidence: options.confidence,
    shape: 'linear',
    from: points[0]!,
    rule: 'octaves',
  };
}

/** The lowest floor of the end of each of the last doublings; null where there are too few. */
function lowsOfDoublings(points: readonly Point[]): Point[] | null {
  const end = points.at(-1)!.operations;
  const lows: Point[] = [];
  for (let doubling = DOUBLINGS - 1; doubling >= 0; doubling--) {
    const until = end / 2 ** doubling;
    const floors = points.filter(
      ({ operations }) => operations > END_SHARE * until && operations <= until,
    );
    if (floors.length < FEWEST_FLOORS) return null;
    lows.push(lowestOf(floors));
  }
  return lows;
}

const DOUBLINGS = 5;
/** Long enough for a tooth to end in it, and short enough to see that a cache has filled before. */
const END_SHARE = 3 / 4;
const FEWEST_FLOORS = 4;
/** Of the last rate by the first one: a cache of K entries under random keys has less after K/4. */
const STEADY_SHARE = 0.85;
/** A table that doubles does so early in one doubling of the operations and late in another. */
const LEAST_SHARE = 0.5;
