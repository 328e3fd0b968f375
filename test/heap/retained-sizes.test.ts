import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Convention } from '../../scripts/compare-retained/conventions.ts';
import { OWN, sizesBy } from '../../scripts/compare-retained/conventions.ts';
import { readSnapshotFile } from '../../src/harness/snapshot-file.ts';
import { packageRoot } from '../../src/package-root.ts';

// Parts of snapshots of Node 20, Node 26 and Chromium, and what memlab 2.0.5 and DevTools' worker
// (chrome-devtools-frontend) say of them: written by `npm run compare:retained -- … --fixture`.
const FOLDER = join(packageRoot(), 'test', 'fixtures', 'heaps');

interface Figures {
  readonly memlab: readonly number[];
  readonly devtools: {
    readonly retained: readonly number[];
    readonly shallow: readonly number[];
    readonly isOfPage: readonly number[] | null;
  };
}

describe.each([
  { name: 'node-20', nodes: 1500, memlabDiffers: 10, devtoolsDiffers: 196 },
  { name: 'node-26', nodes: 1500, memlabDiffers: 0, devtoolsDiffers: 71 },
  { name: 'chromium', nodes: 1131, memlabDiffers: 1, devtoolsDiffers: 0 },
])('of $nodes nodes of $name, the retained sizes', async ({ name, nodes, ...expected }) => {
  const graph = await readSnapshotFile(join(FOLDER, `${name}.heapsnapshot.gz`));
  const text = readFileSync(join(FOLDER, `${name}.retained.json`), 'utf8');
  const { memlab, devtools }: Figures = JSON.parse(text);
  const differing = (convention: Convention, theirs: readonly number[]): number =>
    sizesBy(graph, convention).reduce((sum, size, i) => sum + (size === theirs[i] ? 0 : 1), 0);

  it(`are memlab's on all but ${expected.memlabDiffers}`, () => {
    expect(graph.nodeCount).toBe(nodes);
    expect(differing(OWN, memlab)).toBe(expected.memlabDiffers);
  });

  it("are memlab's on all where tables of strings and of WeakMaps hold, too", () => {
    const convention = { ...OWN, stringTables: true, weakMapTables: true };
    expect(differing(convention, memlab)).toBe(0);
  });

  it(`are DevTools' on all but ${expected.devtoolsDiffers}`, () => {
    expect(differing(OWN, devtools.retained)).toBe(expected.devtoolsDiffers);
  });

  it("are DevTools' on all where pages and their objects' parts are told apart, too", () => {
    const page = {
      retained: Float64Array.from(devtools.retained),
      shallow: Float64Array.from(devtools.shallow),
      isOfPage: devtools.isOfPage && Uint8Array.from(devtools.isOfPage),
    };
    expect(differing({ ...OWN, stringTables: true, page }, devtools.retained)).toBe(0);
  });
});
