import { join } from 'node:path';
import type { Peers } from './heap-peers.ts';
import type { Reading } from './heap-reading.ts';
import { bestInTurn, inOwnProcess } from './own-process.ts';
import type { Synthetic } from './synthetic-snapshot.ts';
import { writeSynthetic } from './synthetic-snapshot.ts';
import type { Target } from './targets.ts';
import { atLeast, exponent } from './targets.ts';

export interface Given {
  /** Of the snapshots, in bytes. */
  readonly sizes: readonly number[];
  readonly rounds: number;
  readonly peers: Peers | null;
  /** For what is generated. */
  readonly folder: string;
}

/** One snapshot from its file into arrays. */
export function parsingTargets({ sizes, rounds, peers, folder }: Given): Target[] {
  const modules = { leaklab: '', digits: '', ...peers };
  const who = Object.keys(modules) as (keyof typeof modules)[];
  const measured = sizes.map((size) => {
    const file = join(folder, 'synthetic.heapsnapshot');
    const snapshot = writeSynthetic(file, size);
    const best = bestInTurn(rounds, who, (name) =>
      inOwnProcess<Reading>('heap-reading.js', [name, file, modules[name] ?? '']),
    );
    printReadings(`Parsing ${sizeOf(snapshot)}`, snapshot, best);
    return { snapshot, best };
  });
  const points = measured.map(({ snapshot, best }) => ({ ...snapshot, ...best.leaklab! }));
  return [
    ...measured.flatMap(({ snapshot, best }) => speedTargets(snapshot, best)),
    ...exponent(
      'CPU time',
      points.map(({ nodes, cpuSeconds }) => [nodes, cpuSeconds]),
    ),
    ...exponent(
      'memory',
      points.map(({ nodes, peakBytes, baseBytes }) => [nodes, peakBytes - baseBytes]),
    ),
  ];
}

export function sizeOf({ bytes, nodes, edges }: Synthetic): string {
  const count = (value: number): string => value.toLocaleString('en-US');
  return `${(bytes / 1e6).toFixed(0)} MB, ${count(nodes)} nodes, ${count(edges)} edges`;
}

export function printReadings(
  title: string,
  { bytes }: Pick<Synthetic, 'bytes'>,
  best: Readonly<Record<string, Reading>>,
): void {
  console.log(`\n${title}:`);
  for (const [who, { cpuSeconds, seconds, peakBytes }] of Object.entries(best)) {
    const figures = [
      `${cpuSeconds.toFixed(3).padStart(8)} CPU-s`,
      `${seconds.toFixed(3).padStart(8)} s`,
      `${(bytes / 1e6 / cpuSeconds).toFixed(0).padStart(5)} MB/s`,
      `${(peakBytes / 1e6).toFixed(0).padStart(6)} MB peak`,
      `${(cpuSeconds / best.leaklab!.cpuSeconds).toFixed(2).padStart(7)} × leaklab's CPU`,
    ];
    console.log(`  ${who.padEnd(9)} ${figures.join('  ')}`);
  }
  console.log('');
}

function speedTargets(
  { bytes }: Synthetic,
  { leaklab, digits, memlab }: Partial<Record<'leaklab' | 'digits' | 'memlab', Reading>>,
): Target[] {
  const size = `${(bytes / 1e6).toFixed(0)} MB`;
  const seconds = leaklab!.cpuSeconds;
  return [
    atLeast(`${size}: a CPU-second`, bytes / 1e6 / seconds, 300, 'MB'),
    atLeast(`${size}: speed, of a bare digit loop`, (100 * digits!.cpuSeconds) / seconds, 60, '%'),
    ...(memlab ? [atLeast(`${size}: memlab's CPU`, memlab.cpuSeconds / seconds, 5, '×')] : []),
    {
      what: `${size}: peak memory, of the file`,
      figure: leaklab!.peakBytes / bytes,
      unit: '×',
      // Node itself takes 50 MB, which is more than a small file.
      isMet: leaklab!.peakBytes - leaklab!.baseBytes <= 2 * bytes,
      wanted: '≤ 2, without Node itself',
    },
  ];
}
