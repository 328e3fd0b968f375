import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LeaklabError } from '../../src/errors.ts';
import { readRecording } from '../../src/record/reader.ts';
import { createRecording } from '../../src/record/writer.ts';
import { EVERY_KIND, header, outcome, sample, textOf } from '../helpers/recording.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leaklab-writer-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const errorOf = (work: () => unknown): LeaklabError => {
  try {
    work();
  } catch (error) {
    if (error instanceof LeaklabError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('the writer', () => {
  it('has each line on disk before the next is written', () => {
    const path = join(folder, 'a.ndjson');
    const writer = createRecording(path, header());
    const written: object[] = [header()];
    expect(readFileSync(path, 'utf8')).toBe(textOf(written));
    for (const entry of EVERY_KIND) {
      writer.write(entry);
      written.push(entry);
      expect(readFileSync(path, 'utf8')).toBe(textOf(written));
    }
    writer.close();
    expect(readRecording(path)).toEqual({ header: header(), entries: EVERY_KIND, remarks: [] });
  });

  it('makes the folders above', () => {
    const path = join(folder, 'new', 'deep', 'a.ndjson');
    createRecording(path, header()).close();
    expect(existsSync(path)).toBe(true);
  });

  it('does not overwrite a recording, and leaves it as it is', () => {
    const path = join(folder, 'a.ndjson');
    writeFileSync(path, 'precious');
    const error = errorOf(() => createRecording(path, header()));
    expect(error.code).toBe('io');
    expect(error.message).toBe(
      `${path} exists. Recordings are not overwritten: name another folder with --output, or replace it with --force.`,
    );
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });

  it('replaces one where that is asked for, even a longer one', () => {
    const path = join(folder, 'a.ndjson');
    writeFileSync(path, 'x'.repeat(100_000));
    createRecording(path, header(), { overwrite: true }).close();
    expect(readFileSync(path, 'utf8')).toBe(textOf([header()]));
  });

  it('writes nothing once it is closed, and may be closed again', () => {
    const path = join(folder, 'a.ndjson');
    const writer = createRecording(path, header());
    writer.close();
    writer.write(outcome());
    writer.close();
    expect(readFileSync(path, 'utf8')).toBe(textOf([header()]));
  });

  it('keeps an entry on one line, whatever is in its texts', () => {
    const path = join(folder, 'a.ndjson');
    const message = 'a\nb\r\u2028c\u0000"\\ 𝛼 \ud800';
    const writer = createRecording(path, header());
    writer.write(outcome({ end: 'failed', error: { name: 'E', message, stack: null } }));
    writer.close();
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3);
    expect(readRecording(path).entries[0]).toMatchObject({ error: { message } });
  });
});

describe('a recording that cannot be written', () => {
  it.skipIf(process.platform !== 'linux')('says that the disk is full', () => {
    const error = errorOf(() => createRecording('/dev/full', header(), { overwrite: true }));
    expect(error.code).toBe('io');
    expect(error.message).toBe(
      "Can't write /dev/full: the disk is full; what was written before is kept.",
    );
    expect(error.cause).toMatchObject({ code: 'ENOSPC' });
  });

  it('says that a part of the path is a file', () => {
    writeFileSync(join(folder, 'file'), '');
    const error = errorOf(() =>
      createRecording(join(folder, 'file', 'deep', 'a.ndjson'), header()),
    );
    expect(error.code).toBe('io');
    expect(error.message).toMatch(
      /a part of the path is a file; name a folder .* with --output\.$/,
    );
  });

  // Root may write everywhere, and Windows has no such mode.
  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'says that there is no permission',
    () => {
      chmodSync(folder, 0o500);
      const error = errorOf(() => createRecording(join(folder, 'a.ndjson'), header()));
      chmodSync(folder, 0o700);
      expect(error.message).toContain('no permission to write there');
    },
  );

  it('says what the system said, otherwise', () => {
    const path = join(folder, 'x'.repeat(300));
    const error = errorOf(() => createRecording(path, header()));
    expect(error.message).toMatch(/^Can't write .*ENAMETOOLONG/);
    expect(error.code).toBe('io');
  });
});

describe('a sample', () => {
  it('keeps its numbers to the last digit', () => {
    const path = join(folder, 'a.ndjson');
    const exact = sample({ elapsedMs: 0.1 + 0.2, rssBytes: 2 ** 53 - 1 });
    const writer = createRecording(path, header());
    writer.write(exact);
    writer.close();
    expect(readRecording(path).entries).toEqual([exact]);
  });
});
