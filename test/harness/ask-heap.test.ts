import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HeapQuestion } from '../../src/harness/ask-heap.ts';
import { askHeap } from '../../src/harness/ask-heap.ts';
import { readSnapshotFile } from '../../src/harness/snapshot-file.ts';
import { packageRoot } from '../../src/package-root.ts';
import { snapshotText } from '../helpers/snapshot-text.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const path = join(packageRoot(), 'test', 'fixtures', 'heaps', 'node-20.heapsnapshot.gz');
const ask = (question: HeapQuestion) => askHeap(question, { top: 3 });

/** The most with which reading fails, to the KiB, and the KiB above. */
async function leastMemoryForReading(path: string): Promise<number> {
  let [low, high] = [0, 1 << 20];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const fits = await readSnapshotFile(path, { memoryBytes: middle * 1024 }).then(
      () => true,
      () => false,
    );
    [low, high] = fits ? [low, middle] : [middle, high];
  }
  return high * 1024;
}

describe('a heap', () => {
  it('of which nothing grew has grown by nothing', async () => {
    expect(await ask({ kind: 'growth', before: path, path, after: null })).toEqual({
      kind: 'growth',
      growth: { objects: 0, bytes: 0, groups: [], groupCount: 0 },
      sharedWithBefore: 1,
    });
  });

  it('that has no such object tells which are nearest', async () => {
    const answer = await ask({ kind: 'object', path, id: 2 });
    expect(answer).toMatchObject({ kind: 'no such object', nearest: [{ id: 1 }, { id: 3 }] });
  });

  it('that has no such class tells which there are', async () => {
    const answer = await ask({ kind: 'class', path, name: 'Sessions' });
    expect(answer).toMatchObject({
      kind: 'no such class',
      names: expect.arrayContaining(['Session', '(string)']),
    });
  });

  it('is not looked into with too little memory, though it could be read', async () => {
    const nodes = Array.from({ length: 100_000 }, (_, i) => [0, 0, 2 * i + 1, 8, 0, 0, 0]).flat();
    const many = join(temporaryFolder(), 'many.heapsnapshot');
    writeFileSync(many, snapshotText({ nodes, edges: [], locations: [] }));
    const memoryBytes = await leastMemoryForReading(many);
    const question = { kind: 'summary', path: many } as const;
    await expect(askHeap(question, { top: 3, memoryBytes })).rejects.toMatchObject({
      code: 'snapshot',
      message: expect.stringMatching(/Can't look into .* Allow more with --memory\./),
    });
    const enough = { top: 3, memoryBytes: memoryBytes + 2 ** 23 };
    expect(await askHeap(question, enough)).toMatchObject({ summary: { objects: 100_000 } });
  });
});
