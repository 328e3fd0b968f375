import { describe, expect, it } from 'vitest';
import type { CallCount } from '../../src/heap/releases.ts';
import { findUnreleased, superClasses } from '../../src/heap/releases.ts';

const OPERATIONS = 100;

/** What a script of these functions, each with how often it ran, is found to have. */
function found(text: string, calls: Readonly<Record<string, number>>) {
  const counts = Object.entries(calls).map(([own, count]): CallCount => {
    if (own.startsWith('<')) return { function: own, start: 13, end: 27, count };
    const start = text.indexOf(own);
    if (start === -1) throw new Error(`the script has no ${own}`);
    return { function: own.split('(', 1)[0]!, start, end: start + own.length, count };
  });
  return findUnreleased(text, counts, OPERATIONS).map(({ owner, taken, release }) => ({
    owner,
    taken: taken.name,
    takenAt: text.slice(taken.offset).split(/[\s(]/, 1)[0],
    count: taken.count,
    release: release.name,
  }));
}

const CLASS = 'class Handle { constructor(slab) { } get() { } dispose() { } }';

describe('a release that never ran', () => {
  it.each<{
    what: string;
    text: string;
    calls: Record<string, number>;
    owner: string | null;
    taken: string;
    release: string;
  }>([
    {
      what: 'of a class that is made each time',
      text: CLASS,
      calls: { 'constructor(slab) { }': 100, 'get() { }': 100, 'dispose() { }': 0 },
      owner: 'Handle',
      taken: 'constructor',
      release: 'dispose',
    },
    {
      what: 'that V8 does not even know, for it never ran',
      text: CLASS,
      calls: { 'constructor(slab) { }': 100 },
      owner: 'Handle',
      taken: 'constructor',
      release: 'dispose',
    },
    {
      what: 'by the language’s own name',
      text: 'class Lock { constructor() { } [Symbol.dispose]() { } }',
      calls: { 'constructor() { }': 100 },
      owner: 'Lock',
      taken: 'constructor',
      release: 'Symbol.dispose',
    },
    {
      what: 'of a class without a name',
      text: 'const Pool = class { take() { } give(one) { } }',
      calls: { 'take() { }': 100 },
      owner: 'class 1',
      taken: 'take',
      release: 'give',
    },
    {
      what: 'of an object',
      text: 'const pool = { take() { }, release: (one) => { }, size: 3 }',
      calls: { 'take() { }': 100 },
      owner: 'object 1',
      taken: 'take',
      release: 'release',
    },
    {
      what: 'of a script’s functions',
      text: 'function alloc(n) { } function free(n) { }',
      calls: { 'function alloc(n) { }': 100 },
      owner: null,
      taken: 'alloc',
      release: 'free',
    },
    {
      what: 'of functions in variables',
      text: 'const open = () => { }, close = function (one) { };',
      calls: { '() => { }': 100 },
      owner: null,
      taken: 'open',
      release: 'close',
    },
    {
      what: 'of an object that a function makes each time',
      text: 'function reader() { return { read() { }, close() { } } }',
      calls: {
        'function reader() { return { read() { }, close() { } } }': 100,
        'read() { }': 100,
      },
      owner: 'object 1',
      taken: 'read',
      release: 'close',
    },
    {
      what: 'of a class whose fields alone are given something',
      text: 'class View { block = take(); paint() { } free() { } }',
      calls: { '<instance_members_initializer>': 100, 'paint() { }': 100 },
      owner: 'View',
      taken: 'paint',
      release: 'free',
    },
  ])('is found: $what', ({ text, calls, owner, taken, release }) => {
    expect(found(text, calls)).toMatchObject([{ owner, taken, count: 100, release }]);
  });

  it('is told with the place where the other one begins', () => {
    expect(found(CLASS, { 'constructor(slab) { }': 100 })[0]!.takenAt).toBe('constructor');
  });

  it.each([
    { ran: 50, is: 1 },
    { ran: 49, is: 0 },
  ])('belongs to what ran about once an operation: $ran of 100', ({ ran, is }) => {
    expect(found(CLASS, { 'constructor(slab) { }': ran })).toHaveLength(is);
  });

  it.each<{ what: string; text: string; calls: Record<string, number> }>([
    {
      what: 'it ran',
      text: CLASS,
      calls: { 'constructor(slab) { }': 100, 'dispose() { }': 1 },
    },
    {
      what: 'another one of the class ran',
      text: 'class A { take() { } close() { } destroy() { } }',
      calls: { 'take() { }': 100, 'destroy() { }': 100 },
    },
    { what: 'nothing is taken', text: CLASS, calls: { 'get() { }': 0 } },
    { what: 'the class has none', text: 'class A { take() { } }', calls: { 'take() { }': 100 } },
    {
      what: 'it belongs to another class',
      text: 'class A { take() { } } class B { close() { } }',
      calls: { 'take() { }': 100 },
    },
    {
      what: 'the name is made',
      text: 'class A { take() { } [free]() { } }',
      calls: { 'take() { }': 100 },
    },
    {
      what: 'it is no method, but tells of something',
      text: 'class A { take() { } get dispose() { } }',
      calls: { 'take() { }': 100 },
    },
    {
      what: 'an object’s tells of something',
      text: 'const pool = { take() { }, get release() { } }',
      calls: { 'take() { }': 100 },
    },
    {
      what: 'it ends what lasts, and is not handed what was taken',
      text: 'class Client { constructor() { } request() { } close() { } }',
      calls: { 'constructor() { }': 1, 'request() { }': 100 },
    },
    {
      what: 'what ran takes nothing',
      text: 'class Cart { put(item) { } drop(item) { } }',
      calls: { 'put(item) { }': 100 },
    },
    {
      what: 'an object is made once, and its release ends it',
      text: 'const log = { open() { }, close() { } }',
      calls: { 'open() { }': 100 },
    },
    { what: 'the text is no script', text: 'class {', calls: {} },
  ])('is none where $what', ({ text, calls }) => {
    expect(found(text, calls)).toEqual([]);
  });
});

describe('classes above', () => {
  it('are those that a class extends by name', () => {
    const text =
      'class A extends B { } class C { } x = class D extends lib.E { }; class F extends f() { }';
    expect([...superClasses(text)]).toEqual([
      ['A', 'B'],
      ['D', 'E'],
    ]);
    expect([...superClasses('class {')]).toEqual([]);
  });
});
