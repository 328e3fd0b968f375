import { median } from '../../src/analysis/median-interval.ts';
import { WITHOUT_OPTIMISED_CODE } from '../../src/harness/cell.ts';
import type { InRun } from './in-run.ts';
import { inOwnProcess, inPairs } from './own-process.ts';
import type { Target } from './targets.ts';
import { atMost } from './targets.ts';
import { ratioInPairs, ratioText } from './timing.ts';

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
  const print = (who: string, figures: string): void =>
    console.log(`  ${what.padEnd(26)} ${who.padEnd(10)} ${figures}`);
  const all = (i: 0 | 1, of: keyof InRun): number[] => pairs.map((pair) => pair[i][of]);
  for (const i of [0, 1] as const) {
    const [seconds, cpuSeconds] = [median(all(i, 'seconds')), median(all(i, 'cpuSeconds'))];
    print([first, second][i]!, `${seconds.toFixed(3)} s  ${cpuSeconds.toFixed(3)} CPU-s`);
  }
  const ratio = ratioInPairs(all(1, by), all(0, by));
  print(`${second} / ${first}:`, `${ratioText(ratio)}, ${pairs.length} pairs`);
  return ratio.estimate;
}

const PAIRS_A_ROUND = 3;

const SAMPLED_OPERATIONS = 400_000;

type Who = 'written' | 'explained' | 'plain' | 'sampled';

/** As in a cell, where V8 doesn't optimise. */
const inCell = (who: Who, size: number): InRun | null =>
  inOwnProcess<InRun>('in-run.js', [who, String(size)], WITHOUT_OPTIMISED_CODE);
