import { parseArgs } from 'node:util';
import { DEFAULTS } from '../../src/watch/defaults.ts';
import { watchMemory } from '../../src/watch/memory-watch.ts';
import { suspect } from '../../src/watch/suspicion.ts';
import { PROCESSES } from './processes.ts';
import type { Process } from './series.ts';
import { lowsOf } from './series.ts';

const USAGE = `Tells how often the watch suspects processes that leak, and others, of which the lows are made up.

Usage: npm run evaluate -- watch [--seeds <n>] [--only <text>]

  --seeds <n>    runs of each process (default 200)
  --only <text>  processes whose name has it`;

interface Outcome {
  readonly suspected: number;
  /** Of those, in hours, sorted. */
  readonly after: readonly number[];
}

/** Prints a table; 1 where a process that is clean was suspected in more than one run of a hundred. */
export function evaluateWatch(args: readonly string[]): number {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '200' },
      only: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const seeds = Number(values.seeds);
  let falseAlarms = 0;
  let cleanRuns = 0;
  let found = 0;
  let leakingRuns = 0;
  let worst = 0;
  for (const process of PROCESSES.filter(({ name }) => name.includes(values.only))) {
    const outcome = outcomeOf(process, seeds);
    if (process.truth === 'leak') {
      found += outcome.suspected;
      leakingRuns += seeds;
    } else if (process.truth === 'clean') {
      falseAlarms += outcome.suspected;
      cleanRuns += seeds;
      worst = Math.max(worst, outcome.suspected / seeds);
    }
    console.log(row(process, outcome, seeds));
  }
  console.log(
    `false alarms in ${falseAlarms} of ${cleanRuns} clean runs, leaks found in ${found} of ${leakingRuns}`,
  );
  return worst > 0.01 ? 1 : 0;
}

function outcomeOf(process: Process, seeds: number): Outcome {
  const after: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const hours = suspectedAfter(process, seed);
    if (hours !== null) after.push(hours);
  }
  return { suspected: after.length, after: after.sort((a, b) => a - b) };
}

/** Hours; null where it was not. */
export function suspectedAfter(process: Process, seed: number): number | null {
  const { stretchMs, afterMs, confidence } = DEFAULTS;
  const watch = watchMemory({ suspect, stretchMs, afterMs, confidence, limitBytes: null });
  for (const low of lowsOf(process, seed)) {
    if (watch.add(low) !== null) return low.elapsedMs / 3_600_000;
  }
  return null;
}

function row(
  { name, truth, hours }: Process,
  { suspected, after }: Outcome,
  seeds: number,
): string {
  const share = `${((100 * suspected) / seeds).toFixed(1)} %`;
  const middle = after[after.length >> 1];
  const when = middle === undefined ? '' : `after ${middle.toFixed(1)} of ${hours} h`;
  return `${truth.padEnd(6)} ${name.padEnd(44)} ${share.padStart(8)}  ${when}`;
}
