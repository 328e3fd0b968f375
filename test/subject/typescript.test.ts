import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadInWorker } from '../helpers/load-in-worker.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

type Files = Readonly<Record<string, string>>;

/** Writes the files and loads the first; the operation is called with the index 1. */
function load(files: Files) {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return loadInWorker(join(folder, Object.keys(files)[0]!));
}

const ADD = 'export const add = (a: number, b: number): number => a + b;';
const MODULE = { 'package.json': '{ "type": "module" }' };
const COMMON_JS = { 'package.json': '{ "type": "commonjs" }' };

describe('a TypeScript subject runs as it stands', () => {
  it.each<{ name: string; files: Files; result: unknown }>([
    {
      name: 'with an enum, a namespace and parameter properties',
      files: {
        'subject.ts': `
          enum Kind { A = 1, B }
          namespace Inner { export const two = 2; }
          class Pair { constructor(private readonly a: number, public b = Kind.B) {}
            sum(): number { return this.a + this.b + Inner.two; } }
          export function operation(index: number): number { return new Pair(index).sum(); }`,
      },
      result: 5,
    },
    {
      name: 'with types that are imported and not there at run time',
      files: {
        'subject.ts': `
          import type { Gone } from './nowhere.js';
          import { type Shape, add } from './add.js';
          export const operation = (index: Gone): Shape => add(index, 1);`,
        'add.ts': `export interface Shape { x: number } ${ADD}`,
      },
      result: 2,
    },
    {
      name: 'that waits at its top level, without a package.json',
      files: {
        'subject.ts': `
          const ready: number = await Promise.resolve(40);
          export const operation = (index: number): number => ready + index;`,
      },
      result: 41,
    },
    {
      name: 'that asks for its own address, without a package.json',
      files: {
        'subject.ts':
          'export const operation = (_: number): boolean => import.meta.url.endsWith(".ts");',
      },
      result: true,
    },
    {
      name: 'that is CommonJS in the syntax of modules',
      files: {
        'subject.ts': `
          import { add } from './lib/add';
          import old from './old';
          import { sep } from 'path';
          export const operation = (index: number) => [add(index, old), typeof __dirname, typeof sep];`,
        'lib/add.ts': ADD,
        'old.js': 'exports.__esModule = true; exports.default = 7;',
        ...COMMON_JS,
      },
      result: [8, 'string', 'string'],
    },
    {
      name: 'that is CommonJS in its own syntax',
      files: {
        'subject.cts': `
          import fs = require('node:fs');
          const { add } = require('./add');
          export = (index: number): unknown => [typeof fs.statSync, add(index, 1)];`,
        'add.ts': ADD,
        ...MODULE,
      },
      result: ['function', 2],
    },
    {
      name: 'as a module that imports CommonJS by name, and by default',
      files: {
        'subject.mts': `
          import { add } from './add.js';
          import whole from './whole.cjs';
          import data from './data.json';
          export const operation = (index: number) => [add(index, 1), whole(3), data];`,
        'add.ts': ADD,
        'whole.cts': 'export = (x: number): number => x * 2;',
        'data.json': '{ "a": 1 }',
        ...COMMON_JS,
      },
      result: [2, 6, { a: 1 }],
    },
    {
      name: 'with names that tsconfig.json maps, and folders',
      files: {
        'src/subject.ts': `
          import { add } from '@lib/add';
          import { one } from './folder';
          export const operation = (index: number): number => add(index, one);`,
        'src/folder/index.ts': 'export const one: number = 1;',
        'lib/add.ts': ADD,
        'base.json': '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }',
        // As people write it: with a comment and a comma too many.
        'tsconfig.json': '{ "extends": "./base.json", /* more */ "compilerOptions": {}, }',
        ...MODULE,
      },
      result: 2,
    },
    {
      name: 'with decorators, where tsconfig.json asks for them',
      files: {
        'subject.ts': `
          function twice(_: object, __: string, it: PropertyDescriptor) {
            const inner = it.value; it.value = (x: number) => 2 * inner(x); }
          class Subject { @twice operation(x: number): number { return x; } }
          export default new Subject();`,
        'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true } }',
      },
      result: 2,
    },
    {
      name: 'that loads a part of itself later',
      files: {
        'subject.ts': `export const operation = async (index: number) => {
          const { add } = await import('./add.js');
          return add(index, 2);
        };`,
        'add.ts': ADD,
      },
      result: 3,
    },
  ])('$name', async ({ files, result }) => {
    expect(await load(files)).toEqual({ result, error: null, stack: null });
  });

  it.each(['module', 'commonjs'])('and an error has the line of the source: %s', async (type) => {
    const { stack } = await load({
      'subject.ts': `interface Gone {
          x: number;
        }
        enum Kind { A }
        export function operation(index: number): never {
          throw new Error(String(Kind.A + index));
        }`,
      'package.json': JSON.stringify({ type }),
    });
    expect(stack).toContain('subject.ts:6:17');
  });
});

describe('a TypeScript subject that does not parse', () => {
  it.each<{ name: string; files: Files; error: RegExp }>([
    {
      name: 'itself',
      files: { 'subject.ts': 'const a = 1;\nconst b: = 2;\n' },
      error: /subject\.ts:2:10 does not parse: Unexpected "=" in `const b: = 2;`$/,
    },
    {
      name: 'in what a module imports',
      files: { 'subject.mts': "import './bad.js';", 'bad.ts': 'let x: = 1;', ...MODULE },
      error: /bad\.ts:1:8 does not parse/,
    },
    {
      name: 'in what CommonJS requires',
      files: { 'subject.cts': "require('./bad');", 'bad.ts': 'let x: = 1;' },
      error: /bad\.ts:1:8 does not parse/,
    },
    {
      name: 'as CommonJS, which can not wait at its top level',
      files: { 'subject.cts': 'await null;' },
      error: /subject\.cts:1:1 does not parse: Top-level await/,
    },
  ])('says where: $name', async ({ files, error }) => {
    expect((await load(files)).error).toMatch(error);
  });

  it('says what is not there', async () => {
    const { error } = await load({ 'subject.ts': "import x from './gone.js'; export default x;" });
    expect(error).toMatch(
      /Cannot find module .*gone\.js' imported from .*subject\.ts\. Mend the import/,
    );
  });
});
