import { describe, expect, it } from 'vitest';
import { closuresOfContexts } from '../../src/heap/closures-of-contexts.ts';
import type { HeapGraph } from '../../src/heap/heap-graph.ts';
import type { Sources } from '../../src/heap/sources.ts';
import { createSources, keyBefore } from '../../src/heap/sources.ts';
import { mapOf } from '../helpers/object-heap.ts';
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

describe('an exported variable', () => {
  const exporting = (module: string, ...more: readonly string[]): Objects => ({
    [module]: { name: MODULE, edges: ['internal exports → names', 'hidden 6 → cells', ...more] },
    cells: { type: 'array', edges: ['internal 0 → other', 'internal 1 → cell'] },
    names: {
      type: 'array',
      edges: [
        'internal 4 → "cache"',
        'internal 5 → cell',
        'internal 7 → "other"',
        'internal 8 → other',
      ],
    },
    '"cache"': { type: 'string', name: 'cache' },
    '"other"': { type: 'string', name: 'other' },
    cell: { name: 'system / Cell' },
    other: { name: 'system / Cell' },
  });

  it('is told by the key of its cell among the module’s exports', () => {
    const { of, node } = sourcesOf(exporting('module'));
    const { module, cell, other } = node;
    expect(of.exported(module!, cell!)).toEqual({ module, name: 'cache' });
    expect(of.exported(module!, other!)).toEqual({ module, name: 'other' });
  });

  it('is told of the module that is imported from', () => {
    const { of, node } = sourcesOf({
      ...exporting('module'),
      importing: { name: MODULE, edges: ['hidden 6 → cells', 'hidden 7 → requested'] },
      requested: { type: 'array', edges: ['internal 0 → no-module', 'internal 1 → module'] },
      'no-module': { edges: ['internal names → names'] },
    });
    const { importing, module, cell } = node;
    expect(of.exported(importing!, cell!)).toEqual({ module, name: 'cache' });
  });

  it('is not known where no module exports it', () => {
    const { of, node } = sourcesOf({
      ...exporting('module'),
      module: { name: MODULE, edges: ['hidden 6 → cells'] },
    });
    expect(of.exported(node.module!, node.cell!)).toBeNull();
  });
});

describe('the key of a value', () => {
  const heap = tinyHeap<string>({
    root: {},
    ...mapOf('map', [
      ['ada', 'session'],
      ['object', 'other'],
    ]),
    ada: { type: 'string', name: 'user-1' },
    object: {},
    session: {},
    other: {},
    unseen: { type: 'array', edges: ['internal 3 → ada', 'internal 7 → session'] },
    array: { name: 'Array', edges: ['[0] → ada', '[1] → session'] },
    list: { type: 'array', edges: ['[0] → ada', '[1] → session'] },
  });
  const keyIn = (graph: HeapGraph, table: string, value: string): string | null => {
    const node = heap.node[table]!;
    const edge = graph.edgeTo.indexOf(heap.node[value]!, graph.firstEdge[node]);
    return keyBefore(graph, node, edge);
  };

  it('is the text before it in a table', () => {
    expect(keyIn(heap, 'map-table', 'session')).toBe('user-1');
  });

  it.each([
    ['that is no text', 'map-table', 'other'],
    ['before a key', 'map-table', 'ada'],
    ['that is a number, which no edge leads to', 'unseen', 'session'],
    ['where there is no table', 'array', 'session'],
    ['in a list', 'list', 'session'],
  ])('is none %s', (_, table, value) => {
    expect(keyIn(heap, table, value)).toBeNull();
  });

  it('is looked for among the few that stand right before', () => {
    const entries = Array.from({ length: 1000 }, (_, i) => `e${i}`);
    const large = tinyHeap<string>({
      table: { type: 'array', edges: entries.map((key, i) => `internal ${3 * i + 4} → ${key}`) },
      ...Object.fromEntries(entries.map((key) => [key, {}])),
    });
    let reads = 0;
    const get = (at: number): string => {
      reads++;
      return large.strings.get(at);
    };
    const strings = { ...large.strings, get };
    expect(keyBefore({ ...large, strings }, 0, 999)).toBeNull();
    expect(reads).toBeLessThan(4);
  });
});
