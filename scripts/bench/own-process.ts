import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';

/** What a script of this folder prints, as JSON on its last line; null, and says why, where it fails. */
export function inOwnProcess<Result>(
  script: string,
  args: readonly string[],
  flags: readonly string[] = [],
): Result | null {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      // memlab and DevTools need more than Node allows by itself.
      '--max-old-space-size=16384',
      ...flags,
      join(packageRoot(), 'dist', 'scripts', 'bench', script),
      ...args,
    ],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (status !== 0) {
    const reason = stderr.split('\n').find((line) => /^\w*Error\b/.test(line));
    console.log(`${args[0]} failed: ${reason ?? stderr.trim().split('\n').at(-1)}`);
    return null;
  }
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Result;
}

/** The best of some rounds, in which each has its turn. */
export function bestInTurn<Who extends string, Result extends { readonly cpuSeconds: number }>(
  rounds: number,
  contenders: readonly Who[],
  measure: (who: Who) => Result | null,
): Partial<Record<Who, Result>> {
  const best: Partial<Record<Who, Result>> = {};
  for (let round = 0; round < rounds; round++) {
    for (const who of contenders) {
      const result = measure(who);
      if (result === null) continue;
      const other = best[who] ?? result;
      best[who] = result.cpuSeconds <= other.cpuSeconds ? result : other;
    }
  }
  return best;
}

/** Of two, side by side, so many times; each is first in half of the pairs. A pair of which one fails is left out. */
export function inPairs<Who extends string, Result>(
  pairs: number,
  [one, other]: readonly [Who, Who],
  measure: (who: Who) => Result | null,
): (readonly [Result, Result])[] {
  const taken: (readonly [Result, Result])[] = [];
  for (let i = 0; i < pairs; i++) {
    const isSwapped = i % 2 === 1;
    const first = measure(isSwapped ? other : one);
    const second = measure(isSwapped ? one : other);
    if (first !== null && second !== null) {
      taken.push(isSwapped ? [second, first] : [first, second]);
    }
  }
  if (taken.length === 0) throw new Error(`no figures of ${one} and ${other} to compare`);
  return taken;
}
