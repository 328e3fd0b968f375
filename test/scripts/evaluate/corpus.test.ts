import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCorpus } from '../../../scripts/evaluate/corpus.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const row = {
  ...{ id: 'a', verdict: 'leak', hard: true, kind: 'map', memory: 'js-heap', about: '' },
  file: 'programs/a.mjs',
  bytesPerOperation: { value: 40 },
};

function written(text: string): string {
  const path = join(temporaryFolder(), 'index.mjs');
  writeFileSync(path, text);
  return path;
}

const load = (...rows: readonly object[]) =>
  loadCorpus(written(`export const corpus = ${JSON.stringify(rows)};`));

describe('a corpus', () => {
  it('names its files from its own folder, or absolutely', async () => {
    const path = written(`export const corpus = ${JSON.stringify([row])};`);
    const [program] = await loadCorpus(path);
    expect(program!.file).toBe(join(path, '..', 'programs', 'a.mjs'));
    const [absolute] = await load({ ...row, file: '/somewhere/a.mjs' });
    expect(absolute!.file).toBe('/somewhere/a.mjs');
  });

  it('has rates with bounds or without, and ways of being called', async () => {
    const bounded = { ...row, bytesPerOperation: { value: 12, low: 8, high: 16 } };
    const [plain, wide, none] = await load(
      row,
      { ...bounded, export: 'put', input: { n: '$i' } },
      { ...row, bytesPerOperation: null },
    );
    expect(plain).toMatchObject({ set: 'corpus', export: null, input: undefined });
    expect(plain!.truth.bytesPerOperation).toEqual({ value: 40, low: 40, high: 40 });
    expect(wide).toMatchObject({ export: 'put', input: { n: '$i' } });
    expect(wide!.truth.bytesPerOperation).toEqual({ value: 12, low: 8, high: 16 });
    expect(none!.truth.bytesPerOperation).toBeNull();
  });

  it('that is not there, or is none, is told', async () => {
    await expect(loadCorpus('/nowhere/index.js')).rejects.toThrow('There is no corpus');
    await expect(loadCorpus(written('export const corpse = [];'))).rejects.toThrow(
      'exports no array `corpus`',
    );
  });
});
