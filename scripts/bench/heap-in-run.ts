import { median, medianInterval } from '../../src/analysis/median-interval.ts';
import { WITHOUT_OPTIMISED_CODE } from '../../src/harness/cell.ts';
import type { InRun } from './in-run.ts';
import { inOwnProcess, inPairs } from './own-process.ts';
import type { Target } from './targets.ts';
import { atMost } from './targets.ts';

/** Heaps of so many bytes of small objects, as V8 has them when it writes the first snapshot. */
const SIZES = [1e6, 5e6, 10e6];

/** What a run pays for evidence: all that is made of two snapshots, beside V8's own time for them. */
export function inRunTargets(rounds: number): Target[] {
  const targets: Target[] = [];
  console.log('\nIn a run:');
  for (const bytes of SIZES) {
    const size = `${bytes / 1e6} MB of small objects`;
    const ratio = compared(rounds, 'seconds', ['written', 'explained'], bytes, size);
    targets.push(atMost(`${size}: explained, of V8's own`, ratio, 1.25, '×'));
  }
  const what = `${SAMPLED_OPERATIONS} operations`;
  const cost = compared(rounds, 'cpuSeconds', ['plain', 'sampled'], SAMPLED_OPERATIONS, what);
  console.log('');
  return [...targets, atMost('allocations sampled at 64 KiB, of without', cost, 1.05, '×')];
}

/**
 * How many times as long the second takes as the first: the median of pairs, for the machine's speed
 * differs more from one minute to the next than these two do.
 */
function compared(
  rounds: number,
  by: keyof InRun,
  [first, second]: readonly [Who, Who],
  size: number,
  what: string,
): number {
  const pairs = inPairs(PAIRS_A_ROUND * rounds, [first, second], (who) => inCell(who, size));
  for (const [i, who] of [first, second].entries()) {
    const typical = (of: keyof InRun): string =>
      median(pairs.map((pair) => pair[i]![of])).toFixed(3);
    console.log(
      `  ${what.padEnd(26)} ${who.padEnd(10)} ${typical('seconds')} s  ${typical('cpuSeconds')} CPU-s`,
    );
  }
  const ratios = pairs.map(([a, b]) => b[by] / a[by]);
  const interval = medianInterval(ratios, CONFIDENCE);
  if (interval !== null) {
    const { estimate, low, high } = interval;
    console.log(
      `  ${what.padEnd(26)} ${second} / ${first}: ${estimate.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)}, ${pairs.length} pairs)`,
    );
  }
  return median(ratios);
}

const PAIRS_A_ROUND = 3;
const CONFIDENCE = 0.95;

const SAMPLED_OPERATIONS = 400_000;

type Who = 'written' | 'explained' | 'plain' | 'sampled';

/** As in a cell, where V8 doesn't optimise. */
const inCell = (who: Who, size: number): InRun | null =>
  inOwnProcess<InRun>('in-run.js', [who, String(size)], WITHOUT_OPTIMISED_CODE);
