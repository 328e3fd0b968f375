import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { labelledCorpus, labelledFolder } from '../../../scripts/evaluate-holders/labelled.ts';
import { held } from '../../corpus/held.ts';
import { corpus } from '../../corpus/index.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const SOURCE = 'const kept = [];\nexport default (i) => kept.push({ i });\n';
const LABEL = {
  file: 'a.mjs',
  mechanism: 'growing-vec',
  holder: ['kept'],
  allocatedAt: ['kept.push('],
};

function folderWith(labels: unknown): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.mjs'), SOURCE);
  writeFileSync(join(folder, 'labels.json'), JSON.stringify(labels));
  return folder;
}

describe('the labels of the corpus', () => {
  it('are there for each leak outside of WebAssembly, and for no other', () => {
    const wanted = corpus.filter(({ memory }) => memory !== null && memory !== 'wasm');
    expect([...held.keys()].sort()).toEqual(wanted.map(({ id }) => id).sort());
  });

  it('name lines that are there, each by a text that no other line has', () => {
    expect(labelledCorpus()).toHaveLength(held.size);
  });
});

describe('the labels of a folder', () => {
  it('name its files and lines', () => {
    const folder = folderWith({ a: { ...LABEL, export: 'save', input: { id: '$i' } } });
    const file = join(folder, 'a.mjs');
    expect(labelledFolder(folder)).toEqual([
      {
        id: 'a',
        file,
        export: 'save',
        input: { id: '$i' },
        mechanism: ['growing-vec'],
        holder: ['kept'],
        lines: [{ file, line: 2 }],
      },
    ]);
  });

  it('may name a line of a file beside', () => {
    const other = { file: './a.mjs', text: 'const kept' };
    const [program] = labelledFolder(folderWith({ a: { ...LABEL, allocatedAt: [other] } }));
    expect(program?.lines).toMatchObject([{ line: 1 }]);
  });

  it.each([
    ['no line', { ...LABEL, allocatedAt: ['keep.push('] }, /one line.*‘keep\.push\(’; found 0/],
    ['two lines', { ...LABEL, allocatedAt: ['kept'] }, /one line.*‘kept’; found 2/],
    ['a mechanism that is none', { ...LABEL, mechanism: 'magic' }, /mechanism/],
    ['no holder', { ...LABEL, holder: [] }, /holder/],
  ])('are refused where there is %s', (_what, label, message) => {
    const folder = folderWith({ a: label });
    expect(() => labelledFolder(folder)).toThrow(message);
  });

  it('are refused where they are missing', () => {
    expect(() => labelledFolder(temporaryFolder())).toThrow(/labels\.json can't be read/);
  });
});
