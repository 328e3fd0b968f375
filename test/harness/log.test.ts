import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openLog } from '../../src/harness/log.ts';
import { readRecording } from '../../src/record/reader.ts';
import { header, raw, round, sample } from '../helpers/recording.ts';

const folder = mkdtempSync(join(tmpdir(), 'leaklab-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a log', () => {
  it('keeps raw samples in bounds in memory, and all of everything in the file', () => {
    const path = join(folder, 'long.ndjson');
    const log = openLog({ path, overwrite: false, header: header() }, new Date());
    let most = 0;
    for (let i = 0; i < 25_000; i++) {
      log.add(raw({ operations: i }));
      if (i % 1000 === 0) {
        log.add(sample({ operations: i }));
        log.add(round());
      }
      most = Math.max(most, log.entries.length);
    }
    log.close();
    expect(most).toBeLessThan(1100);
    const kept = log.entries.filter((entry) => entry.type === 'raw');
    const operations = kept.map((entry) => entry.operations);
    expect(operations).toEqual([...operations].sort((a, b) => a - b));
    expect(operations[0]).toBe(0);
    expect(operations.at(-1)).toBe(24_999);
    expect(log.entries.filter(({ type }) => type === 'sample')).toHaveLength(25);
    const { entries } = readRecording(path);
    expect(entries.filter(({ type }) => type === 'raw')).toHaveLength(25_000);
  });
});
