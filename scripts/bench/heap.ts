import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../src/package-root.ts';
import { installPeers } from './heap-peers.ts';
import type { Reading } from './heap-reading.ts';
import type { Synthetic } from './synthetic-snapshot.ts';
import { writeSynthetic } from './synthetic-snapshot.ts';

type Who = 'leaklab' | 'digits' | 'memlab' | 'devtools';

/** The best of a few, of which each begins when the others have had theirs. */
type Best = Readonly<Partial<Record<Who, Reading>>>;

interface Target {
  readonly what: string;
  readonly figure: number;
  readonly unit: string;
  readonly isMet: boolean;
  readonly wanted: string;
}

/** Prints each figure with its target; whether all are met. */
export function benchHeap(args: readonly string[]): boolean {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: 'string', default: '10,50,200,500' },
      rounds: { type: 'string', default: '3' },
      'no-peers': { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
    },
  });
  const sizes = values.sizes.split(',').map(Number);
  const peers = values['no-peers'] ? null : installPeers();
  const contenders: Partial<Record<Who, string>> = { leaklab: '', digits: '', ...peers };
  const folder = mkdtempSync(join(tmpdir(), 'leaklab-bench-'));
  const measured: { snapshot: Synthetic; best: Best }[] = [];
  try {
    for (const megabytes of sizes) {
      const file = join(folder, 'synthetic.heapsnapshot');
      const snapshot = writeSynthetic(file, megabytes * 1e6);
      const best = bestOf(Number(values.rounds), contenders, file);
      measured.push({ snapshot, best });
      printReadings(snapshot, best);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const targets = [
    ...measured.flatMap(({ snapshot, best }) => speedTargets(snapshot, best)),
    ...growthTargets(measured),
  ];
  for (const { what, figure, unit, isMet, wanted } of targets) {
    const end = `${wanted}${isMet ? '' : '  missed'}`;
    console.log(`${what.padEnd(48)} ${figure.toFixed(2).padStart(9)} ${unit.padEnd(5)} ${end}`);
  }
  return targets.every(({ isMet }) => isMet);
}

function bestOf(rounds: number, contenders: Partial<Record<Who, string>>, file: string): Best {
  const best: Partial<Record<Who, Reading>> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [who, module] of Object.entries(contenders) as [Who, string][]) {
      const reading = readingOf(who, file, module);
      if (reading === null) continue;
      const other = best[who] ?? reading;
      best[who] = reading.cpuSeconds <= other.cpuSeconds ? reading : other;
    }
  }
  return best;
}

function readingOf(who: Who, file: string, module: string): Reading | null {
  const script = join(packageRoot(), 'dist', 'scripts', 'bench', 'heap-reading.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--max-old-space-size=16384', script, who, file, module],
    { encoding: 'utf8' },
  );
  if (status !== 0) {
    console.log(`${who} failed: ${stderr.trim().split('\n').at(-1)}`);
    return null;
  }
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Reading;
}

function printReadings({ bytes, nodes, edges }: Synthetic, best: Best): void {
  const count = (value: number): string => value.toLocaleString('en-US');
  const size = (bytes / 1e6).toFixed(0);
  console.log(`\n${size} MB, ${count(nodes)} nodes, ${count(edges)} edges:`);
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

function speedTargets({ bytes }: Synthetic, { leaklab, digits, memlab }: Best): Target[] {
  const size = `${(bytes / 1e6).toFixed(0)} MB`;
  const atLeast = (what: string, figure: number, least: number, unit: string): Target => ({
    what: `${size}: ${what}`,
    figure,
    unit,
    isMet: figure >= least,
    wanted: `≥ ${least}`,
  });
  const seconds = leaklab!.cpuSeconds;
  return [
    atLeast('a CPU-second', bytes / 1e6 / seconds, 300, 'MB'),
    atLeast('speed, of a bare digit loop', (100 * digits!.cpuSeconds) / seconds, 60, '%'),
    ...(memlab ? [atLeast("memlab's CPU", memlab.cpuSeconds / seconds, 5, '×')] : []),
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

/** How time and memory grow with the nodes: slopes on logarithmic scales. */
function growthTargets(
  measured: readonly { readonly snapshot: Synthetic; readonly best: Best }[],
): Target[] {
  if (measured.length < 2) return [];
  const points = measured.map(({ snapshot, best }) => ({
    nodes: snapshot.nodes,
    ...best.leaklab!,
  }));
  const exponent = (what: string, ofPoint: (point: (typeof points)[number]) => number): Target => {
    const figure = slope(points.map((point) => [Math.log(point.nodes), Math.log(ofPoint(point))]));
    return {
      what: `exponent of ${what}, by nodes`,
      figure,
      unit: '',
      isMet: figure <= 1.1,
      wanted: '≤ 1.1',
    };
  };
  return [
    exponent('CPU time', ({ cpuSeconds }) => cpuSeconds),
    exponent('memory', ({ peakBytes, baseBytes }) => peakBytes - baseBytes),
  ];
}

function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (axis: 0 | 1): number =>
    points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
