import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { subjectFiles } from '../../src/cli/subject-files.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

function folderWith(...names: string[]): string {
  const folder = temporaryFolder();
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), '');
  }
  return folder;
}

const found = async (pattern: string, folder: string): Promise<string[]> =>
  (await subjectFiles(pattern, folder)).map(({ path }) =>
    path.slice(folder.length + 1).replaceAll('\\', '/'),
  );

describe('the files of a name', () => {
  it.each([
    ['a.js', 'module'],
    ['a.mjs', 'module'],
    ['a.cjs', 'module'],
    ['a.ts', 'module'],
    ['a.mts', 'module'],
    ['a.cts', 'module'],
    ['deep/a.wasm', 'wasm'],
  ])('%s is a %s', async (name, kind) => {
    const folder = folderWith(name);
    expect(await subjectFiles(name, folder)).toMatchObject([{ path: join(folder, name), kind }]);
  });

  it('are as they would be typed: relative, or absolute where that was typed', async () => {
    const folder = folderWith('a.mjs');
    const absolute = join(folder, 'a.mjs');
    expect(await subjectFiles(absolute, '.')).toMatchObject([{ typed: absolute }]);
    expect(await subjectFiles('./test/../vitest.config.ts', '.')).toMatchObject([
      { typed: 'vitest.config.ts' },
    ]);
  });
});

describe('the files of a pattern', () => {
  const names = ['a.mjs', 'b.ts', 'b.d.ts', 'c.wasm', 'data.json', 'sub/d.mjs', 'sub/e/f.cjs'];
  it.each([
    ['*.mjs', ['a.mjs']],
    ['*', ['a.mjs', 'b.ts', 'c.wasm']],
    ['**/*.{mjs,cjs}', ['a.mjs', 'sub/d.mjs', 'sub/e/f.cjs']],
    ['sub/**', ['sub/d.mjs', 'sub/e/f.cjs']],
    ['./sub/?.mjs', ['sub/d.mjs']],
  ])('%s are those that can be measured, sorted', async (pattern, expected) => {
    expect(await found(pattern, folderWith(...names))).toEqual(expected);
  });

  it('are not those of installed packages, unless they are named', async () => {
    const folder = folderWith('a.mjs', 'node_modules/x/index.mjs');
    expect(await found('**/*.mjs', folder)).toEqual(['a.mjs']);
    expect(await found('node_modules/*/*.mjs', folder)).toEqual(['node_modules/x/index.mjs']);
  });

  it('are one, where a file has the very name', async () => {
    const folder = folderWith('[id].mjs', 'i.mjs');
    expect(await found('[id].mjs', folder)).toEqual(['[id].mjs']);
    expect(await found('[i].mjs', folder)).toEqual(['i.mjs']);
  });
});

describe('what can not be measured is refused, with what to do', () => {
  it.each([
    ['gone.mjs', "Can't read gone.mjs: there is no such file."],
    ['folder', 'folder is a folder. Name files in it, or a pattern, such as'],
    [
      'data.json',
      "data.json can't be measured: expected a module (.js .mjs .cjs .ts .mts .cts) or .wasm, got .json.",
    ],
    ['noending', 'got a file without an ending'],
    ['types.d.ts', 'it declares types and has no code'],
    ['x.node', 'a native add-on needs a module that loads and calls it'],
    ['*.py', 'The pattern *.py matches no file: expected a module'],
    ['*.json', 'The pattern *.json matches 1 file, but none to measure: expected a module'],
  ])('%s', async (name, message) => {
    const folder = folderWith('data.json', 'noending', 'types.d.ts', 'x.node', 'folder/a.mjs');
    await expect(subjectFiles(name, folder)).rejects.toThrow(message);
  });

  it.runIf(process.platform !== 'win32' && process.getuid?.() !== 0)(
    'without permission',
    async () => {
      const folder = folderWith('locked.mjs');
      chmodSync(join(folder, 'locked.mjs'), 0);
      await expect(subjectFiles('locked.mjs', folder)).rejects.toThrow('no permission');
    },
  );
});
