import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { snapshotOnLeak } from '../../src/watch/leak-snapshot.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const GB = 2 ** 30;
const HOUR_S = 3600;

/** As if it had been written an hour ago. */
function writtenBefore(path: string): void {
  writeFileSync(path, '{"snapshot":');
  const then = Date.now() / 1000 - HOUR_S;
  utimesSync(path, then, then);
}

describe('the snapshot of a leak', () => {
  it('is written whole, for the user alone, once in a process', async () => {
    const folder = join(temporaryFolder(), 'new');
    const path = await snapshotOnLeak({ folder, budgetBytes: 4 * GB });
    expect(readdirSync(folder).map((name) => join(folder, name))).toEqual([path]);
    if (process.platform !== 'win32') expect(statSync(path!).mode & 0o777).toBe(0o600);
    expect(await snapshotOnLeak({ folder, budgetBytes: 4 * GB })).toBeNull();
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('is not written where there is no room, and nothing of it stays', async () => {
    const folder = temporaryFolder();
    await expect(snapshotOnLeak({ folder, budgetBytes: 1000 })).rejects.toThrow('no snapshot');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('clears away what processes that were killed have begun, and nothing else', async () => {
    const folder = temporaryFolder();
    const [left, fresh, others] = [
      'leaklab-1.heapsnapshot.part',
      'leaklab-2.heapsnapshot.part',
      'notes.part',
    ].map((name) => join(folder, name)) as [string, string, string];
    writtenBefore(left);
    writtenBefore(others);
    writeFileSync(fresh, '{"snapshot":');
    expect(await snapshotOnLeak({ folder, budgetBytes: 4 * GB })).not.toBeNull();
    expect([left, fresh, others].map((path) => existsSync(path))).toEqual([false, true, true]);
  });
});
