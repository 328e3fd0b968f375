import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { fileOf, originalFile, originalPosition } from '../../src/harness/source-maps.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const WRITTEN = `interface Entry {
  readonly id: number;
}
export const list: Entry[] = [];
export class Box { @mark value = 1; }
`;

/** A script and its map, both as texts; the map names its one source. */
function compiled(source: string): { code: string; map: string } {
  const { code, map } = transformSync(WRITTEN, {
    loader: 'ts',
    target: 'es2022',
    sourcemap: 'external',
    sourcefile: source,
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
  });
  return { code, map };
}

/** Line and column of a text's first place, from 1. */
function placeIn(text: string, part: string): { line: number; column: number } {
  const before = text.slice(0, text.indexOf(part)).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

const LIST = placeIn(WRITTEN, '[];');

/** Where the list of a script is, by its map. */
function listOf(url: string, sourceMap: string, source = 'cache.ts') {
  const { line, column } = placeIn(compiled(source).code, '[]');
  return originalPosition({ url, sourceMap }, line, column);
}

const inBase64 = (map: string): string =>
  `data:application/json;base64,${Buffer.from(map).toString('base64')}`;

describe('a place in what runs', () => {
  const map = compiled('cache.ts').map;

  it.each([
    { what: 'in base64', sourceMap: inBase64(map) },
    { what: 'with a charset', sourceMap: inBase64(map).replace(';', ';charset=utf-8;') },
    {
      what: 'as it is in an address',
      sourceMap: `data:application/json,${encodeURIComponent(map)}`,
    },
  ])('leads to the one that was written, by a map within the script: $what', ({ sourceMap }) => {
    expect(listOf('file:///app/cache.js', sourceMap)).toEqual({ file: '/app/cache.ts', ...LIST });
    expect(listOf('/app/cache.cjs', sourceMap)).toEqual({ file: '/app/cache.ts', ...LIST });
    expect(originalFile({ url: 'file:///app/cache.js', sourceMap })).toBe('/app/cache.ts');
  });

  /** Writes the map into a folder; returns the address of a script there. */
  const scriptBeside = (folder: string, mapFile: string, source: string): string => {
    const path = join(folder, mapFile);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, compiled(source).map);
    return join(folder, 'cache.js');
  };

  it.each([
    { what: 'a folder', folder: 'app' },
    { what: 'a folder with characters that addresses take for theirs', folder: 'a b#c?d%e%20é' },
  ])('leads to it by a map beside the script, in $what', ({ folder: name }) => {
    const folder = join(temporaryFolder(), name);
    const path = scriptBeside(folder, 'cache.js.map', 'cache.ts');
    const expected = { file: join(folder, 'cache.ts'), ...LIST };
    expect(listOf(pathToFileURL(path).href, 'cache.js.map')).toEqual(expected);
    expect(listOf(path, 'cache.js.map')).toEqual(expected);
  });

  it('leads to a source that the map names from its own folder', () => {
    const folder = temporaryFolder();
    const path = scriptBeside(folder, 'maps/cache.js.map', '../src/cache.ts');
    const sourceMap = 'maps/cache.js.map';
    expect(listOf(path, sourceMap, '../src/cache.ts')?.file).toBe(join(folder, 'src/cache.ts'));
    expect(originalFile({ url: path, sourceMap })).toBe(join(folder, 'src/cache.ts'));
  });

  it('leads to a source whose root the map names', () => {
    const rooted = JSON.stringify({ ...JSON.parse(map), sourceRoot: '../src' });
    const url = 'file:///app/dist/cache.js';
    expect(listOf(url, inBase64(rooted))).toEqual({ file: '/app/src/cache.ts', ...LIST });
    expect(originalFile({ url, sourceMap: inBase64(rooted) })).toBe('/app/src/cache.ts');
  });

  it.each([
    { source: '/src/cache.ts', is: '/src/cache.ts' },
    { source: 'file:///src/cache.ts', is: '/src/cache.ts' },
    { source: 'webpack://app/./cache.ts', is: 'webpack://app/./cache.ts' },
    { source: 'C:\\src\\cache.ts', is: 'C:\\src\\cache.ts' },
  ])('leads to a source with an address of its own: $source', ({ source, is }) => {
    const sourceMap = inBase64(JSON.stringify({ ...JSON.parse(map), sources: [source] }));
    expect(listOf('file:///app/cache.js', sourceMap)?.file).toBe(is);
    expect(listOf('/app/cache.cjs', sourceMap)?.file).toBe(is);
  });

  it('leads to a source whose path stands where an address belongs', () => {
    const folder = join(temporaryFolder(), 'a b#c%20d');
    const path = scriptBeside(folder, 'cache.ts', 'cache.ts');
    const source = join(dirname(path), 'cache.ts');
    const sourceMap = inBase64(JSON.stringify({ ...JSON.parse(map), sources: [source] }));
    expect(listOf(pathToFileURL(path).href, sourceMap)?.file).toBe(source);
    expect(listOf(path, sourceMap)?.file).toBe(source);
  });

  it('is none where nobody wrote it: a compiler’s helper', () => {
    const { code } = compiled('cache.ts');
    expect(code).toContain('__decorate');
    expect(originalPosition({ url: '/app/a.js', sourceMap: inBase64(map) }, 1, 1)).toBeNull();
  });

  it.each([
    { what: 'there is none', sourceMap: '' },
    { what: 'its file is missing', sourceMap: 'missing.js.map' },
    { what: 'it is a folder', sourceMap: '.' },
    { what: 'it is no JSON', sourceMap: 'data:application/json,{' },
    { what: 'it is no map', sourceMap: 'data:application/json,null' },
    { what: 'it is empty', sourceMap: 'data:,' },
    { what: 'it is wrongly encoded', sourceMap: 'data:application/json,%E0%A4%A' },
    { what: 'it is on another machine', sourceMap: 'https://example.org/cache.js.map' },
    {
      what: 'its mappings are damaged',
      sourceMap: inBase64(map.replace(/"mappings": "[^"]*"/, '"mappings": 3')),
    },
  ])('stays as it is where the map can’t be used: $what', ({ sourceMap }) => {
    const script = { url: 'file:///app/cache.js', sourceMap };
    expect(originalPosition(script, 7, 9)).toEqual({ file: '/app/cache.js', line: 7, column: 9 });
    expect(originalFile(script)).toBe('/app/cache.js');
  });
});

describe('the file of a script', () => {
  it('is its own where it is made of several', () => {
    const sourceMap = inBase64(
      JSON.stringify({ version: 3, sources: ['a.ts', 'b.ts'], names: [], mappings: '' }),
    );
    expect(originalFile({ url: 'file:///app/all.js', sourceMap })).toBe('/app/all.js');
  });

  it.each([
    { url: 'file:///app/a%20b.js', file: '/app/a b.js' },
    { url: '/app/a%20b.cjs', file: '/app/a%20b.cjs' },
    { url: 'file://host/app.js', file: 'file://host/app.js' },
    { url: 'node:events', file: 'node:events' },
    { url: 'C:\\app\\a.cjs', file: 'C:\\app\\a.cjs' },
    { url: '', file: '' },
  ])('of $url is $file', ({ url, file }) => {
    expect(fileOf(url)).toBe(file);
  });
});
