import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { readSnapshotFile } from '../src/harness/snapshot-file.ts';
import type { Peers } from './bench/heap-peers.ts';
import { installPeers } from './bench/heap-peers.ts';
import type { Convention } from './compare-retained/conventions.ts';
import { OWN, sizesBy } from './compare-retained/conventions.ts';
import { cutSnapshot } from './compare-retained/cut-snapshot.ts';
import type { DevToolsHeap } from './compare-retained/devtools.ts';
import { devToolsHeap } from './compare-retained/devtools.ts';
import { memlabSizes } from './compare-retained/memlab.ts';

const USAGE = `Compares retained sizes with those of memlab and of DevTools, which it installs into
a cache folder, and tells how many of the differences other conventions explain.

Usage: npm run compare:retained -- <snapshot…>
       npm run compare:retained -- <snapshot> --around <node id> --fixture <path>

  --around <node id>   compare the part of the snapshot around this object
  --nodes <n>          of so many nodes (default 2000)
  --fixture <path>     write that part to <path>.heapsnapshot.gz, and what both
                       tools say of it to <path>.retained.json: what the test of
                       retained sizes reads
  --help               show this`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    around: { type: 'string' },
    nodes: { type: 'string', default: '2000' },
    fixture: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help || positionals.length === 0) {
  console.log(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else {
  const peers = installPeers();
  if (peers === null) process.exitCode = 2;
  else for (const snapshot of positionals) await compareWith(peers, snapshot);
}

async function compareWith(peers: Peers, snapshot: string): Promise<void> {
  if (values.around === undefined) {
    await compare(snapshot, peers);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'leaklab-cut-'));
  try {
    const part = join(folder, basename(snapshot));
    const cut = cutSnapshot(JSON.parse(readFileSync(snapshot, 'utf8')), {
      around: Number(values.around),
      count: Number(values.nodes),
    });
    writeFileSync(part, JSON.stringify(cut));
    const { memlab, devtools } = await compare(part, peers);
    if (values.fixture !== undefined) {
      const { retained, shallow, isOfPage } = devtools;
      writeFileSync(
        `${values.fixture}.heapsnapshot.gz`,
        gzipSync(JSON.stringify(cut), { level: 9 }),
      );
      const figures = {
        writtenBy: 'npm run compare:retained, from memlab 2.0.5 and chrome-devtools-frontend',
        memlab: [...memlab],
        devtools: {
          retained: [...retained],
          shallow: [...shallow],
          isOfPage: isOfPage && [...isOfPage],
        },
      };
      writeFileSync(`${values.fixture}.retained.json`, `${JSON.stringify(figures)}\n`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compare(
  snapshot: string,
  peers: Peers,
): Promise<{ memlab: Float64Array; devtools: DevToolsHeap }> {
  const graph = await readSnapshotFile(snapshot);
  console.log(`${basename(snapshot)}: ${graph.nodeCount.toLocaleString('en-US')} nodes`);
  const own = sizesBy(graph, OWN);
  const strings: Convention = { ...OWN, name: '+ tables of strings hold', stringTables: true };
  const memlab = await memlabSizes(peers.memlab, snapshot);
  print('memlab', own, memlab);
  print(strings.name, sizesBy(graph, strings), memlab);
  const both: Convention = { ...strings, name: '+ tables of WeakMaps hold', weakMapTables: true };
  print(both.name, sizesBy(graph, both), memlab);
  const devtools = await devToolsHeap(peers.devtools, snapshot);
  print('DevTools', own, devtools.retained);
  print(strings.name, sizesBy(graph, strings), devtools.retained);
  const page: Convention = { ...strings, name: '+ pages, and bytes of parts', page: devtools };
  print(page.name, sizesBy(graph, page), devtools.retained);
  return { memlab, devtools };
}

function print(name: string, sizes: Float64Array, theirs: Float64Array): void {
  const equal = sizes.reduce((count, size, i) => count + (size === theirs[i] ? 1 : 0), 0);
  const share = ((100 * equal) / sizes.length).toFixed(3);
  console.log(
    `  ${name.padEnd(28)} equal on ${share.padStart(7)} % (${sizes.length - equal} differ)`,
  );
}
