import { describe, expect, it } from 'vitest';
import { classMembers } from '../../src/heap/class-members.ts';
import { examineHeap } from '../../src/heap/examined-heap.ts';
import type { HeapStep } from '../../src/heap/heap-steps.ts';
import { pathOfFile, stepsTo } from '../../src/heap/heap-steps.ts';
import type { Objects } from '../helpers/object-heap.ts';
import { mapOf } from '../helpers/object-heap.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

const CONTEXT = 'system / Context';
const MODULE = 'system / SourceTextModule';
const URL = 'file:///app/lib/cache.mjs';
const FILE = '/app/lib/cache.mjs';

/** What V8 has of the function `put` of a file, which closes over `scope`. */
const put = (file: string): Objects => ({
  put: {
    type: 'closure',
    at: [7, 11, 2],
    edges: ['internal shared → code', 'internal context → scope'],
  },
  code: { type: 'code', edges: ['internal script → script'] },
  script: { type: 'code', edges: ['internal name → file'] },
  file: { type: 'string', name: file },
});
const NATIVE = { name: 'system / NativeContext', type: 'hidden' };

/** From below the root on. */
const stepsOf = (objects: Objects, to: string): HeapStep[] => {
  const heap = tinyHeap<string>(objects);
  return stepsTo(examineHeap(heap), heap.node[to]!).slice(1);
};

describe('the steps to an object', () => {
  const ofModule = (file: string): Objects => ({
    root: { edges: ['put → put'] },
    ...put(file),
    scope: { name: CONTEXT, edges: ['context sessions → map', 'internal previous → native'] },
    native: NATIVE,
    ...mapOf('map', [['key', 'session']]),
    key: { type: 'string', name: 'ada\n' },
    session: { name: 'Session' },
  });

  it('know where functions and scopes are, which scope is a module’s, and the key of a value', () => {
    const steps = stepsOf(ofModule(URL), 'session');
    expect(steps.map(({ object, place, role }) => [object.class, place, role])).toEqual([
      ['(closure)', { function: 'put', file: FILE, line: 12, column: 3 }, null],
      [CONTEXT, { function: null, file: FILE, line: null, column: null }, { kind: 'module scope' }],
      ['Map', null, null],
      ['(array)', null, null],
      ['Session', null, { kind: 'entry', key: 'ada\\n' }],
    ]);
  });

  it('have the edges as V8 has them', () => {
    expect(stepsOf(ofModule(URL), 'session').map(({ edge }) => edge)).toEqual([
      { type: 'property', name: 'put' },
      { type: 'internal', name: 'context' },
      { type: 'context', name: 'sessions' },
      { type: 'internal', name: 'table' },
      { type: 'internal', name: '4' },
    ]);
  });

  it('have no module of Node’s own', () => {
    const [, scope] = stepsOf(ofModule('node:internal/timers'), 'session');
    expect(scope).toMatchObject({ place: { file: 'node:internal/timers' }, role: null });
  });

  it('have no key before an element of a list', () => {
    const list = { type: 'array', edges: ['internal 0 → key', 'internal 1 → session'] };
    const steps = stepsOf(
      {
        ...ofModule(URL),
        'map-table': list,
        map: {
          name: 'List',
          edges: ['internal elements → map-table'],
        },
      },
      'session',
    );
    expect(steps.at(-1)).toMatchObject({ object: { class: 'Session' }, role: null });
  });

  it('tell of many objects no key of one', () => {
    const heap = tinyHeap<string>(ofModule(URL));
    const { holders, objects } = classMembers(examineHeap(heap), 'Session', 1)!;
    expect(objects[0]!.path.at(-1)!.role).toEqual({ kind: 'entry', key: 'ada\\n' });
    expect(holders[0]!.path.at(-1)!.role).toBeNull();
    expect(holders[0]!.path[2]!.role).toEqual({ kind: 'module scope' });
  });

  it('know the variable that a module exports, by way of one that imports it', () => {
    const steps = stepsOf(
      {
        root: { edges: ['main → main'] },
        main: {
          type: 'hidden',
          name: MODULE,
          edges: ['hidden 6 → imports', 'hidden 7 → requested'],
        },
        imports: { type: 'array', edges: ['internal 0 → cell'] },
        requested: { type: 'array', edges: ['internal 0 → module'] },
        module: {
          type: 'hidden',
          name: MODULE,
          edges: ['hidden 0 → exports', 'hidden 4 → generator'],
        },
        generator: { name: 'Generator', edges: ['internal function → put'] },
        exports: { type: 'array', edges: ['internal 3 → name', 'internal 4 → cell'] },
        name: { type: 'string', name: 'bus' },
        cell: { type: 'hidden', name: 'system / Cell', edges: ['internal value → emitter'] },
        emitter: { name: 'EventEmitter' },
        ...put(URL),
        scope: { name: CONTEXT },
      },
      'emitter',
    );
    expect(steps.map(({ object, role }) => [object.text ?? object.class, role])).toEqual([
      ['SourceTextModule', null],
      ['(array)', null],
      ['Cell', null],
      ['EventEmitter', { kind: 'export', name: 'bus', file: FILE }],
    ]);
  });

  it('know no export of what is no module', () => {
    const steps = stepsOf(
      {
        root: { edges: ['list → list'] },
        list: { edges: ['internal names → names'] },
        names: { type: 'array', edges: ['internal 3 → name', 'internal 4 → cell'] },
        name: { type: 'string', name: 'bus' },
        cell: { type: 'hidden', name: 'system / Cell', edges: ['internal value → emitter'] },
        emitter: { name: 'EventEmitter' },
      },
      'emitter',
    );
    expect(steps.at(-1)).toMatchObject({ object: { class: 'EventEmitter' }, role: null });
  });

  it('hide nothing that a file or function is called', () => {
    const [closure] = stepsOf(
      { ...ofModule('/app/\u001b[2J.cjs'), put: { ...put('').put!, name: 'a\u202eb' } },
      'put',
    );
    expect(closure!.place).toMatchObject({ function: 'a\\u202eb', file: '/app/\\u001b[2J.cjs' });
  });
});

describe('the path of a file', () => {
  it.each([
    ['/app/cache.cjs', '/app/cache.cjs'],
    ['C:\\app\\cache.cjs', 'C:\\app\\cache.cjs'],
    ['file:///app/cache.mjs', '/app/cache.mjs'],
    ['file:///app/cache.mjs?v=1#x', '/app/cache.mjs'],
    ['file:///C:/app/cache.mjs', 'C:/app/cache.mjs'],
    ['file:///app/gr%C3%B6%C3%9Fe%20x.mjs', '/app/größe x.mjs'],
    ['file:///app/50%.mjs', '/app/50%.mjs'],
    ['node:internal/timers', 'node:internal/timers'],
    ['https://example.org/a%20b.js?x', 'https://example.org/a%20b.js?x'],
  ])('of %s is %s', (name, path) => {
    expect(pathOfFile(name)).toBe(path);
  });
});
