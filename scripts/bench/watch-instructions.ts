import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median } from '../../src/analysis/median-interval.ts';
import { startDriver } from '../../src/load/driver.ts';
import { drive, startServer, WATCH } from './drive-server.ts';
import type { Target } from './targets.ts';
import { atMost } from './targets.ts';

/**
 * What it costs a request that its server is watched, in instructions outside of the kernel, as Valgrind
 * counts them: of times, a per cent does not show on a machine that does something else, too. Under Valgrind
 * a server is so slow that each of its requests is counted: a fast one has less to do. Both are measured with
 * memory laid out in several ways, for that alone makes a difference of a per cent.
 */
export async function compareInstructions(
  { name, objects }: { readonly name: string; readonly objects: number },
  layouts: number,
  /** Of the processor time that the server spends outside of the kernel. */
  userShare: number,
): Promise<Target[]> {
  if (spawnSync('valgrind', ['--version']).status !== 0) {
    console.log('instructions: not counted, for there is no valgrind here');
    return [];
  }
  const plain: number[] = [];
  const watched: number[] = [];
  for (let i = 0; i < layouts; i++) {
    const args = [objects, SHAPES * i];
    const [without, with_] = await Promise.all([aRequest(args, []), aRequest(args, WATCH)]);
    plain.push(without);
    watched.push(with_);
  }
  const text = (all: readonly number[]): string =>
    `${median(all).toFixed(0)} (${all.map((one) => one.toFixed(0)).join(', ')})`;
  console.log(`${name}, instructions a request outside of the kernel:`);
  console.log(`plain ${text(plain)}`);
  console.log(`watched ${text(watched)}`);
  const more = median(watched) / median(plain) - 1;
  console.log(
    `${(100 * more).toFixed(2)} % more of ${(100 * userShare).toFixed(0)} % of the processor time`,
  );
  return [atMost('processor time more, by instructions', 100 * more * userShare, 1, '%')];
}

/** How many more there are from one layout to the next. */
const SHAPES = 37;

/** By then V8 has optimised what it will. */
const WARM_UP = 24_000;
const COUNTED = 40_000;

/** The difference of a long run and a short one: what is done once is in both. */
async function aRequest(args: readonly number[], flags: readonly string[]): Promise<number> {
  const few = await instructions(args, flags, WARM_UP);
  const many = await instructions(args, flags, WARM_UP + COUNTED);
  return (many - few) / COUNTED;
}

async function instructions(
  args: readonly number[],
  flags: readonly string[],
  requests: number,
): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'leaklab-instructions-'));
  const file = path.join(folder, 'cachegrind.out');
  const driver = startDriver();
  try {
    const server = await startServer(args, flags, [
      ...['valgrind', '--tool=cachegrind', '--cache-sim=no', '--smc-check=all-non-file'],
      ...[`--cachegrind-out-file=${file}`, `--log-file=${path.join(folder, 'valgrind.log')}`],
    ]);
    await drive(driver, server, requests);
    server.child.disconnect();
    await once(server.child, 'exit');
    const summary = /^summary: (\d+)/m.exec(readFileSync(file, 'utf8'));
    if (summary === null) throw new Error('valgrind has counted nothing');
    return Number(summary[1]);
  } finally {
    await driver.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
