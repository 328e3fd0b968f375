import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { prepareOutput } from '../../src/cli/output-folder.ts';
import type { Target } from '../../src/harness/measure.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const target = (name: string): Target => ({
  subject: { name, kind: 'scenario', path: null, implementation: 'ts', variant: 'leaky' },
  source: { kind: 'module', path: '/x.js', export: null, input: undefined },
  expected: null,
});
const TARGETS = [target('cycle'), target('forget')];

describe('the folder that was asked for', () => {
  it('is made, with those above it', () => {
    const folder = join(temporaryFolder(), 'a', 'b');
    expect(prepareOutput(folder, false, TARGETS)).toBe(folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('may hold other files', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'cycle.wasm.leaky.ndjson'), '');
    expect(prepareOutput(folder, false, TARGETS)).toBe(folder);
  });

  it('is refused where a recording is in the way, unless that may be replaced', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'forget.ts.leaky.ndjson');
    writeFileSync(path, 'precious');
    expect(() => prepareOutput(folder, false, TARGETS)).toThrow(
      `${path} exists. Recordings are not overwritten: name another folder with --output, or replace them with --force.`,
    );
    expect(() => prepareOutput(folder, false, TARGETS)).toThrow(
      expect.objectContaining({ code: 'io' }),
    );
    expect(prepareOutput(folder, true, TARGETS)).toBe(folder);
  });

  it.each(['file', 'file/below', 'file/below/it'])(
    'is refused where a part of it is a file: %s',
    (name) => {
      const parent = temporaryFolder();
      writeFileSync(join(parent, 'file'), '');
      expect(() => prepareOutput(join(parent, name), true, TARGETS)).toThrow(
        /^Can't write to the output folder .*: a part of the path is a file\. Name another with --output\.$/,
      );
    },
  );

  // Root may write everywhere, and Windows has no such mode.
  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'is refused where there is no permission',
    () => {
      const folder = temporaryFolder();
      chmodSync(folder, 0o500);
      expect(() => prepareOutput(folder, false, TARGETS)).toThrow(/no permission/);
      chmodSync(folder, 0o700);
    },
  );
});

describe('a folder of its own', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-01-31T12:00:00.500Z'), toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('is named after the time, and numbered where that is taken', () => {
    const here = temporaryFolder();
    const before = process.cwd();
    // Workers can't change their folder; the tests' pool of processes can.
    process.chdir(here);
    try {
      const names = [1, 2, 3].map(() => prepareOutput(null, false, TARGETS));
      const name = join('leaklab-results', '2026-01-31T12-00-00');
      expect(names).toEqual([name, `${name}-2`, `${name}-3`]);
      expect(names.every((folder) => existsSync(join(here, folder)))).toBe(true);
    } finally {
      process.chdir(before);
    }
  });
});
