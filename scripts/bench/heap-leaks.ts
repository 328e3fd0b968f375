import { join } from 'node:path';
import type { Given } from './heap-parsing.ts';
import { printReadings, sizeOf } from './heap-parsing.ts';
import type { Search } from './leak-search.ts';
import { bestInTurn, inOwnProcess } from './own-process.ts';
import type { Growth } from './synthetic-growth.ts';
import { writeGrowth } from './synthetic-growth.ts';
import type { Target } from './targets.ts';
import { atLeast, atMost, exponent } from './targets.ts';

/** Three snapshots, and a leak to be found in them, with what holds it; DevTools compares two of them. */
export function leakTargets({ sizes, rounds, peers, folder }: Given): Target[] {
  const modules = { leaklab: '', ...peers };
  const who = Object.keys(modules) as (keyof typeof modules)[];
  const measured = sizes.map((size) => {
    const growth = writeGrowth(join(folder, 'growth'), size);
    const best = bestInTurn(rounds, who, (name) =>
      ifFound(name, growth, [JSON.stringify(growth), modules[name] ?? '']),
    );
    const { leaklab, ...others } = best;
    if (leaklab === undefined) throw new Error('leaklab did not find the leak that was planted');
    printReadings(`Leaks in three of ${sizeOf(growth)}`, { bytes: 3 * growth.bytes }, best);
    return { growth, leaklab, ...others };
  });
  return [
    ...measured.flatMap(({ growth, leaklab, memlab }) => {
      const size = `three of ${(growth.bytes / 1e6).toFixed(0)} MB`;
      if (memlab === undefined) return [];
      return [
        atLeast(`${size}: memlab's CPU`, memlab.cpuSeconds / leaklab.cpuSeconds, 8, '×'),
        atMost(`${size}: of memlab's peak`, (100 * leaklab.peakBytes) / memlab.peakBytes, 40, '%'),
      ];
    }),
    ...exponent(
      'CPU time, three files',
      measured.map(({ growth, leaklab }) => [growth.nodes, leaklab.cpuSeconds]),
    ),
    ...exponent(
      'memory, three files',
      measured.map(({ growth, leaklab }) => [growth.nodes, leaklab.peakBytes - leaklab.baseBytes]),
    ),
  ];
}

/** Figures of a search that finds nothing, or something else, don't count. */
function ifFound(who: string, { planted }: Growth, args: readonly string[]): Search | null {
  const search = inOwnProcess<Search>('leak-search.js', [who, ...args]);
  if (search === null) return null;
  const { count, isHeldRight } = search.found;
  if (count === planted.count && isHeldRight) return search;
  const held = isHeldRight ? 'with' : 'without';
  console.log(`${who} found ${count} of ${planted.count} leaked objects, ${held} their holder`);
  return null;
}
