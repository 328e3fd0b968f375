import { WITHOUT_OPTIMISED_CODE } from '../../src/harness/cell.ts';
import type { InRun } from './in-run.ts';
import { bestInTurn, inOwnProcess } from './own-process.ts';
import type { Target } from './targets.ts';
import { atMost } from './targets.ts';

/** Heaps of so many bytes of small objects, as V8 has them when it writes the first snapshot. */
const SIZES = [1e6, 5e6, 10e6];

/** What a run pays for evidence: all that is made of two snapshots, beside V8's own time for them. */
export function inRunTargets(rounds: number): Target[] {
  const targets: Target[] = [];
  console.log('\nIn a run:');
  for (const bytes of SIZES) {
    const best = bestInTurn(rounds, ['written', 'explained'], (who) => inCell(who, bytes));
    const { written, explained } = best;
    if (written === undefined || explained === undefined) throw new Error('no figures to compare');
    const size = `${bytes / 1e6} MB of small objects`;
    for (const [who, { seconds, cpuSeconds }] of Object.entries({ written, explained })) {
      const figures = `${seconds.toFixed(3)} s  ${cpuSeconds.toFixed(3)} CPU-s`;
      console.log(`  ${size.padEnd(26)} ${who.padEnd(10)} ${figures}`);
    }
    const ratio = explained.seconds / written.seconds;
    targets.push(atMost(`${size}: explained, of V8's own`, ratio, 1.25, '×'));
  }
  console.log('');
  const { plain, sampled } = bestInTurn(rounds, ['plain', 'sampled'], (who) =>
    inCell(who, SAMPLED_OPERATIONS),
  );
  const cost = sampled!.cpuSeconds / plain!.cpuSeconds;
  return [...targets, atMost('allocations sampled at 64 KiB, of without', cost, 1.05, '×')];
}

const SAMPLED_OPERATIONS = 400_000;

/** As in a cell, where V8 doesn't optimise. */
const inCell = (who: 'written' | 'explained' | 'plain' | 'sampled', size: number): InRun | null =>
  inOwnProcess<InRun>('in-run.js', [who, String(size)], WITHOUT_OPTIMISED_CODE);
