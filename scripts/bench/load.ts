import { parseArgs } from 'node:util';
import type { Interval } from '../../src/analysis/median-interval.ts';
import type { Throughput } from './load-throughput.ts';
import { throughputs } from './load-throughput.ts';
import { verdictOn } from './load-verdicts.ts';
import type { Target } from './targets.ts';
import { atLeast, atMost, printTargets } from './targets.ts';

/** Prints each figure with its target; whether all are met. */
export async function benchLoad(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '40' },
      check: { type: 'boolean', default: false },
    },
  });
  const rates = await throughputs(Number(values.rounds));
  const targets = [
    ...shares('sampled (--opt, no rests)', rates.sampled),
    ...shares('measured by default', rates.measured),
    ...verdicts(),
  ];
  printTargets(targets);
  return targets.every(({ isMet }) => isMet);
}

const within = ({ low, high }: Interval): string => `(${low.toFixed(2)} to ${high.toFixed(2)})`;

function shares(what: string, { ofUnmeasured, ofPlain }: Throughput): Target[] {
  return [
    atLeast(`${what}, of not ${within(ofUnmeasured)}`, ofUnmeasured.estimate, 0.97),
    atLeast(`  of one by hand ${within(ofPlain)}`, ofPlain.estimate, 0.9),
  ];
}

function verdicts(): Target[] {
  const [leak, fixed, cache] = [verdictOn('leak'), verdictOn('fixed'), verdictOn('cache')];
  console.log(`64 B a request among 20 KB of garbage: ${leak.verdict}, ${leak.bytesPerRequest} B`);
  console.log(`its fixed twin: ${fixed.verdict}; a cache of 10,000 entries: ${cache.verdict}`);
  const right = (isRight: boolean): number => (isRight ? 1 : 0);
  return [
    atLeast('64 B a request is a leak', right(leak.verdict === 'leak'), 1),
    atMost('  seconds of the whole command', leak.seconds, 20, 's'),
    atLeast('its fixed twin is clean', right(fixed.verdict === 'clean'), 1),
    atMost('  seconds of the whole command', fixed.seconds, 20, 's'),
    atLeast('a cache that fills is no leak', right(cache.verdict !== 'leak'), 1),
  ];
}
