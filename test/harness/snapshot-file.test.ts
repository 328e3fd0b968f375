import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LeaklabError } from '../../src/errors.ts';
import {
  defaultMemoryBytes,
  readSnapshotFile,
  readSnapshotIds,
} from '../../src/harness/snapshot-file.ts';
import { snapshotText } from '../helpers/snapshot-text.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'leaklab-snapshot-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string | Uint8Array): string {
  const path = join(folder, 'a.heapsnapshot');
  writeFileSync(path, content);
  return path;
}

async function errorOf(reading: Promise<unknown>): Promise<LeaklabError> {
  const error = await reading.then(() => null).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LeaklabError);
  return error as LeaklabError;
}

describe('a file', () => {
  const texts = ['"root"', '"Map"', `"${'long '.repeat(1_000_000)}"`];

  it.each([
    { name: 'is read', content: snapshotText({ texts }) },
    { name: 'is unzipped as it is read', content: gzipSync(snapshotText({ texts })) },
  ])('$name', async ({ content }) => {
    const path = file(content);
    const graph = await readSnapshotFile(path);
    expect(graph.nodeCount).toBe(3);
    expect(graph.strings.get(2)).toHaveLength(5_000_000);
    expect([...(await readSnapshotIds(path))]).toEqual([...graph.nodeId]);
  });

  it('is refused where it needs more memory than it may have', async () => {
    const error = await errorOf(readSnapshotFile(file(snapshotText()), { memoryBytes: 1000 }));
    expect(error).toMatchObject({ code: 'snapshot' });
    expect(error.message).toMatch(/fits into 1,000 bytes/);
  });

  it.each([
    { what: 'is empty', content: '', says: /is empty\. Heap snapshots are taken with/ },
    { what: 'is a profile', content: '{"nodes":[{"id":1}]}', says: /found 'nodes'.* taken with/ },
    { what: 'is no JSON', content: 'text', says: /Byte 0 of .* found 't'/ },
    { what: 'is cut off', content: snapshotText().slice(0, -30), says: /found the end/ },
    {
      what: 'is zipped and cut off',
      content: gzipSync(snapshotText()).subarray(0, -30),
      says: /it is gzipped, but not whole/,
    },
  ])('that $what is refused', async ({ content, says }) => {
    const path = file(content);
    const error = await errorOf(readSnapshotFile(path));
    expect(error.code).toBe('snapshot');
    expect(error.message).toMatch(says);
    expect(error.message).toContain(path);
  });

  it('that is missing, or a folder, is named', async () => {
    const missing = await errorOf(readSnapshotFile(join(folder, 'none.heapsnapshot')));
    expect(missing).toMatchObject({ code: 'io' });
    expect(missing.message).toMatch(/none\.heapsnapshot: there is no such file\.$/);
    expect((await errorOf(readSnapshotIds(folder))).message).toMatch(/it is a folder\.$/);
  });
});

describe('by default', () => {
  it('reading may take half of the memory that there is', () => {
    expect(defaultMemoryBytes()).toBeGreaterThan(2 ** 27);
    expect(defaultMemoryBytes()).toBeLessThan(2 ** 45);
  });
});
