import { describe, expect, it } from 'vitest';
import { closuresOfContexts } from '../../src/heap/closures-of-contexts.ts';
import type { Sources } from '../../src/heap/sources.ts';
import { createSources } from '../../src/heap/sources.ts';
import type { TinyHeap, TinyObject } from '../helpers/tiny-heap.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

type Objects = Readonly<Record<string, TinyObject>>;

/** A function `key` in `file`, and what V8 keeps of it. */
const functionIn = (
  file: string,
  key: string,
  { at, context }: { at?: TinyObject['at']; context?: string } = {},
): Objects => ({
  [key]: {
    type: 'closure',
    edges: [
      `internal shared → ${key}-shared`,
      ...(context === undefined ? [] : [`internal context → ${context}`]),
    ],
    ...(at === undefined ? {} : { at }),
  },
  [`${key}-shared`]: { type: 'code', edges: [`internal script → ${key}-script`] },
  [`${key}-script`]: { type: 'code', edges: [`internal name → ${key}-file`] },
  [`${key}-file`]: { type: 'string', name: file },
});

function sourcesOf(objects: Objects): { of: Sources; node: TinyHeap<string>['node'] } {
  const heap = tinyHeap({
    root: { edges: Object.keys(objects).map((key) => `${key} → ${key}`) },
    ...objects,
  });
  return { of: createSources(heap, () => closuresOfContexts(heap)), node: heap.node };
}

const MODULE = 'system / SourceTextModule';
const CONTEXT = 'system / Context';
const FILE = 'file:///app/cache.mjs';
const inFile = { function: null, file: FILE, line: null, column: null };

describe('the place', () => {
  it('of a function is its file, with line and column counted from 1', () => {
    const { of, node } = sourcesOf(functionIn(FILE, 'put', { at: [7, 13, 2] }));
    expect(of.placeOf(node.put!)).toEqual({ function: 'put', file: FILE, line: 14, column: 3 });
  });

  it('of a function that V8 does not locate is its file', () => {
    const { of, node } = sourcesOf(functionIn(FILE, 'put'));
    expect(of.placeOf(node.put!)).toEqual({ ...inFile, function: 'put' });
  });

  it('is found of each of many functions', () => {
    const objects = Object.assign(
      {},
      ...Array.from({ length: 9 }, (_, i) => functionIn(FILE, `f${i}`, { at: [1, i, 0] })),
    ) as Objects;
    const { of, node } = sourcesOf(objects);
    const lines = Array.from({ length: 9 }, (_, i) => of.placeOf(node[`f${i}`]!)?.line);
    expect(lines).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('is behind debug information where a debugger has looked', () => {
    const objects = {
      ...functionIn(FILE, 'put'),
      'put-shared': {
        edges: ['internal script_or_debug_info → put-script', 'internal script → wrong'],
      },
      wrong: {},
    };
    const { of, node } = sourcesOf(objects);
    expect(of.placeOf(node.put!)?.file).toBe(FILE);
  });

  it.each<{ what: string; objects: Objects }>([
    { what: 'a function without a script', objects: { x: { type: 'closure' } } },
    { what: 'a function of a script without a name', objects: functionIn('', 'x') },
    { what: 'an object', objects: { x: { name: 'Session' } } },
    { what: 'a scope in which no function was made', objects: { x: { name: CONTEXT } } },
    { what: 'a module without functions', objects: { x: { name: MODULE } } },
  ])('is not known of $what', ({ objects }) => {
    const { of, node } = sourcesOf(objects);
    expect(of.placeOf(node.x!)).toBeNull();
  });

  it('of a scope is the file of a function that was made there', () => {
    const { of, node } = sourcesOf({
      ...functionIn(FILE, 'put', { context: 'scope', at: [7, 13, 2] }),
      scope: { name: CONTEXT },
    });
    expect(of.placeOf(node.scope!)).toEqual(inFile);
  });

  it('of a scope is not lost for what was made by eval there', () => {
    const { of, node } = sourcesOf({
      ...functionIn(FILE, 'put', { context: 'scope' }),
      ...functionIn('', 'evaluated', { context: 'scope' }),
      scope: { name: CONTEXT },
    });
    const { of: swapped, node: at } = sourcesOf({
      ...functionIn('', 'evaluated', { context: 'scope' }),
      ...functionIn(FILE, 'put', { context: 'scope' }),
      scope: { name: CONTEXT },
    });
    expect([of.placeOf(node.scope!), swapped.placeOf(at.scope!)]).toEqual([inFile, inFile]);
  });

  it('of an async function that waits is that of the function', () => {
    const { of, node } = sourcesOf({
      ...functionIn(FILE, 'handle', { at: [7, 2, 0] }),
      waiting: { name: 'Generator', edges: ['internal function → handle'] },
      bare: { name: 'Generator' },
    });
    expect(of.placeOf(node.waiting!)).toMatchObject({ function: 'handle', file: FILE, line: 3 });
    expect(of.placeOf(node.bare!)).toBeNull();
  });

  it.each<{ by: string; module: TinyObject; others?: Objects }>([
    { by: 'a function of its own', module: { edges: ['internal code → put'] } },
    {
      by: 'a function in what it is made of',
      module: { edges: ['internal code → generator'] },
      others: { generator: { edges: ['internal context → scope'] } },
    },
    {
      by: 'the function that it runs as',
      module: { edges: ['internal code → generator'] },
      others: {
        generator: { edges: ['internal context → empty', 'internal function → put'] },
        empty: { name: CONTEXT },
      },
    },
  ])('of a module is known by $by', ({ module, others = {} }) => {
    const { of, node } = sourcesOf({
      ...functionIn(FILE, 'put', { context: 'scope' }),
      scope: { name: CONTEXT },
      module: { name: MODULE, ...module },
      ...others,
    });
    expect(of.placeOf(node.module!)).toEqual(inFile);
  });
});

describe('the file of a class', () => {
  const instance = { edges: ['__proto__ → prototype'] };
  it('is that of its constructor', () => {
    const { of, node } = sourcesOf({
      session: instance,
      prototype: { edges: ['constructor → Session'] },
      ...functionIn(FILE, 'Session'),
    });
    expect(of.constructorFile(node.session!)).toBe(FILE);
  });

  it.each<{ what: string; objects: Objects }>([
    { what: 'has no prototype', objects: { session: {} } },
    { what: 'has a prototype without constructor', objects: { session: instance, prototype: {} } },
    {
      what: 'has something else as its constructor',
      objects: {
        session: instance,
        prototype: { edges: ['constructor → text'] },
        text: { type: 'string' },
      },
    },
    {
      what: 'is one of V8’s own',
      objects: {
        session: instance,
        prototype: { edges: ['constructor → Map'] },
        Map: { type: 'closure' },
      },
    },
  ])('is not known of an object that $what', ({ objects }) => {
    const { of, node } = sourcesOf(objects);
    expect(of.constructorFile(node.session!)).toBeNull();
  });
});
