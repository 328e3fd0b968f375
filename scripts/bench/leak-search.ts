import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { askHeap } from '../../src/harness/ask-heap.ts';
import { openInDevTools } from '../compare-retained/devtools.ts';
import type { Reading } from './heap-reading.ts';
import type { Growth } from './synthetic-growth.ts';

/** What one process measured of a search, and what it found. */
export interface Search extends Reading {
  readonly found: { readonly count: number; readonly isHeldRight: boolean };
}

type Found = Search['found'];

// node leak-search.js <who> <growth as JSON> [module]
const [who, growthText, peer] = process.argv.slice(2) as [string, string, string];
const { files, planted } = JSON.parse(growthText) as Pick<Growth, 'files' | 'planted'>;
const SEARCHES: Readonly<Record<string, () => Promise<() => Promise<Found>>>> = {
  leaklab: async () => searchOfLeaklab,
  memlab: searchOfMemlab,
  devtools: async () => comparisonOfDevTools,
};

const search = await SEARCHES[who]!();
const baseBytes = process.memoryUsage.rss();
const [cpu, before] = [process.cpuUsage(), performance.now()];
const found = await search();
const { user, system } = process.cpuUsage(cpu);
const measured: Search = {
  cpuSeconds: (user + system) / 1e6,
  seconds: (performance.now() - before) / 1000,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  baseBytes,
  found,
};
console.log(JSON.stringify(measured));
process.exit(0);

/** The whole of `leaklab heap before path after`, up to what it prints. */
async function searchOfLeaklab(): Promise<Found> {
  const answer = await askHeap({ kind: 'growth', ...files }, { top: 10 });
  if (answer.kind !== 'growth') throw new Error(`leaklab answered ${answer.kind}`);
  let count = 0;
  let isHeldRight = false;
  for (const { path, classes } of answer.growth.groups) {
    const own = classes.find(({ name }) => name === planted.class);
    if (own === undefined) continue;
    count += own.count;
    isHeldRight ||= path.some(
      ({ edge, object }) => object.class === planted.holder && edge?.name === planted.property,
    );
  }
  return { count, isHeldRight };
}

/**
 * The steps of `memlab find-leaks` with a filter that knows the class: by its own rules, which are made
 * for pages, none of the objects is a leak.
 */
async function searchOfMemlab(): Promise<() => Promise<Found>> {
  const core = dirname(dirname(peer));
  const load = async (path: string) =>
    (await import(pathToFileURL(join(core, path)).href)).default.default;
  const config = await load('lib/Config.js');
  const fileManager = await load('lib/FileManager.js');
  const analysis = await load('lib/HeapAnalyzer.js');
  const workDir = mkdtempSync(join(tmpdir(), 'leaklab-bench-memlab-'));
  config.muteConsole = true;
  config.useExternalSnapshot = true;
  config.externalSnapshotFilePaths = [files.before, files.path, files.after];
  config.externalLeakFilter = {
    leakFilter: ({ name, type }: { name: string; type: string }) =>
      type === 'object' && name === planted.class,
  };
  fileManager.initDirs(config, { workDir });
  return async () => {
    const { leakedHeapNodeIdSet, snapshot } = await analysis.diffSnapshots({
      loadAllSnapshots: true,
    });
    const paths: MemlabPath[] = await analysis.findLeakTraces(leakedHeapNodeIdSet, snapshot);
    rmSync(workDir, { recursive: true });
    const isHeldRight = paths.some((path) => {
      for (let step: MemlabPath | undefined = path; step !== undefined; step = step.next) {
        const isProperty = step.edge?.name_or_index === planted.property;
        if (isProperty && step.next?.node?.name === planted.holder) return true;
      }
      return false;
    });
    return { count: leakedHeapNodeIdSet.size, isHeldRight };
  };
}

interface MemlabPath {
  readonly node?: { readonly name: string };
  readonly edge?: { readonly name_or_index: string | number };
  readonly next?: MemlabPath;
}

/** It compares two alone, and shows the retainers of what one clicks on: here of one new object. */
async function comparisonOfDevTools(): Promise<Found> {
  const [before, after] = await openInDevTools(peer, [files.before, files.path]);
  const aggregates = before.aggregatesForDiff(after.interfaceDefinitions());
  const diff = Object.values(
    after.calculateSnapshotDiff('before', aggregates) as Record<string, DevToolsDiff>,
  );
  const own = diff.find(({ name, addedCount }) => name === planted.class && addedCount > 0);
  if (own === undefined) return { count: 0, isHeldRight: false };
  let node = after.createNode(own.addedIndexes[0]);
  let isHeldRight = false;
  while (node.distance() > 0 && !isHeldRight) {
    const distance = node.distance();
    let nearer = null;
    for (let iter = node.retainers(); iter.hasNext() && nearer === null; iter.next()) {
      const retainer = iter.item();
      if (retainer.node().distance() >= distance) continue;
      isHeldRight = node.rawName() === planted.holder && retainer.name() === planted.property;
      nearer = after.createNode(retainer.node().nodeIndex);
    }
    if (nearer === null) break;
    node = nearer;
  }
  return { count: own.addedCount, isHeldRight };
}

interface DevToolsDiff {
  readonly name: string;
  readonly addedCount: number;
  readonly addedIndexes: readonly number[];
}
