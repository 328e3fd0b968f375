import { expect, it } from 'vitest';
import { subjectNames } from '../../src/cli/subject-names.ts';

it.each<{ name: string; paths: string[]; names: string[] }>([
  {
    name: 'the name of the file',
    paths: ['/a/cache.mjs', '/a/b/pool.ts'],
    names: ['cache.mjs', 'pool.ts'],
  },
  {
    name: 'and as much of the path as tells it from another',
    paths: ['/a/src/cache.mjs', '/a/lib/cache.mjs', '/a/x.mjs'],
    names: ['src/cache.mjs', 'lib/cache.mjs', 'x.mjs'],
  },
  {
    name: 'the whole path, where it ends another',
    paths: ['/cache.mjs', '/a/cache.mjs'],
    names: ['/cache.mjs', 'a/cache.mjs'],
  },
  {
    name: 'with slashes, on Windows too',
    paths: ['C:\\a\\x.mjs', 'C:\\b\\x.mjs'],
    names: ['a/x.mjs', 'b/x.mjs'],
  },
  {
    name: 'and a number where recordings would have the same name',
    paths: ['/x/a-b.mjs', '/y/a b.mjs', '/z/A-B.mjs'],
    names: ['a-b.mjs', 'a b.mjs 2', 'A-B.mjs 3'],
  },
])('a subject is called by $name', ({ paths, names }) => {
  const items = paths.map((path) => ({ name: null, path, detail: null }));
  expect(subjectNames(items)).toEqual(names);
});

it('subjects of one file are told apart by what is called in it, then by number', () => {
  const of = (detail: string | null) => ({ name: null, path: '/a/cache.mjs', detail });
  expect(subjectNames([of('put'), of('get'), of('get'), of(null)])).toEqual([
    'cache.mjs put',
    'cache.mjs get',
    'cache.mjs get 2',
    'cache.mjs',
  ]);
});

it('a name that is given is taken as it is', () => {
  expect(subjectNames([{ name: 'my/cache', path: '/a/x.mjs', detail: 'put' }])).toEqual([
    'my/cache',
  ]);
});
