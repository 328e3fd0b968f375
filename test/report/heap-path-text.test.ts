import { describe, expect, it } from 'vitest';
import { pathSteps, pathText, pathTexts } from '../../src/report/heap-path-text.ts';
import type { HeapReportStep } from '../../src/report/heap-result.ts';
import { place } from '../helpers/js-heap.ts';

const object = (name: string, text: string | null = null) => ({
  id: 1,
  class: name,
  text,
  bytes: 1,
  retainedBytes: 1,
});
const step = (
  type: string,
  name: string,
  of: ReturnType<typeof object> | string,
  over: Partial<HeapReportStep> = {},
): HeapReportStep => ({
  edge: { type, name },
  object: typeof of === 'string' ? object(of) : of,
  place: null,
  role: null,
  ...over,
});
const ROOT: HeapReportStep = { edge: null, object: object('(root)'), place: null, role: null };
const GLOBAL = step('shortcut', '2', 'global');

const FILE = '/home/ada/shop/lib/cache.mjs';
const put = (line: number | null = 12) =>
  step('property', 'put', object('(closure)', 'put'), { place: place(FILE, line) });
const CONTEXT = step('internal', 'context', 'system / Context', { place: place(FILE) });
const MODULE_SCOPE: HeapReportStep = { ...CONTEXT, role: { kind: 'module scope' } };
const TABLE = step('internal', 'table', '(array)');

describe('a step of a path', () => {
  it.each<[HeapReportStep, string]>([
    [step('property', 'cache', 'Map'), 'cache: Map'],
    [step('element', '3', 'Session'), '[3]: Session'],
    [step('element', '*', 'Session'), '[*]: Session'],
    [step('context', 'rows', 'Array'), 'variable rows: Array'],
    [step('weak', 'target', 'Array'), 'weak <target>: Array'],
    [step('internal', 'handler', 'Session'), '<handler>: Session'],
    // A place in a table says nothing.
    [step('internal', '512', 'Session'), 'Session'],
    [step('property', 's', object('(string)', 'abc')), 's: (string) "abc"'],
    [step('property', 'f', object('(closure)', 'put')), 'f: function put'],
    [put(), 'put: function put (lib/cache.mjs:12)'],
    [put(null), 'put: function put (lib/cache.mjs)'],
    [step('internal', '4', 'Session', { role: { kind: 'entry', key: 'ada' } }), '"ada": Session'],
    [step('property', 'next', 'Node', { isRepeated: true }), 'next: Node (again and again)'],
    // What is asked for is told, though others of its kind are not.
    [TABLE, '<table>: (array)'],
    [step('hidden', '7', object('(system)', 'Cell')), 'system / Cell'],
    [CONTEXT, 'scope in lib/cache.mjs'],
  ])('%j is written %s', (of, text) => {
    expect(pathText([ROOT, GLOBAL, of])).toBe(`global → ${text}`);
  });

  it('is told of many by its class', () => {
    expect(pathText([ROOT, GLOBAL, put()], false)).toBe('global → put: (closure)');
    const text = step('element', '*', object('(string)', 'abc'));
    expect(pathText([ROOT, GLOBAL, text], false)).toBe('global → [*]: (string)');
  });
});

describe('a path', () => {
  it.each<{ what: string; path: readonly HeapReportStep[]; text: string }>([
    { what: 'no object', path: [], text: 'no strong path from a root' },
    { what: 'the root', path: [ROOT], text: '(root)' },
    { what: 'what is global', path: [ROOT, GLOBAL], text: 'global' },
    {
      what: 'what is global as V8 14 has it',
      path: [
        ROOT,
        step('element', '4', object('(system)', 'NativeContext')),
        step('internal', 'global_object', 'global (global*)'),
        step('property', 'app', 'App'),
      ],
      text: 'global → app: App',
    },
    {
      what: 'a handle, without the places of roots',
      path: [
        ROOT,
        step('element', '1', '(GC roots)'),
        step('element', '13', '(Global handles)'),
        step('element', '0', 'Array'),
      ],
      text: '(Global handles) → [0]: Array',
    },
    {
      what: 'a variable of a module, however V8 got there',
      path: [
        ROOT,
        step('element', '1', '(GC roots)'),
        step('element', '14', '(Strong roots)'),
        put(),
        MODULE_SCOPE,
        step('context', 'sessions', 'Map'),
        TABLE,
        step('internal', '*', 'Session'),
      ],
      text: 'module lib/cache.mjs → variable sessions: Map → Session',
    },
    {
      what: 'an exported variable, of the module that exports it',
      path: [
        ROOT,
        step('element', '4', object('(system)', 'SourceTextModule'), {
          place: place('/a/main.mjs'),
        }),
        step('hidden', '6', '(array)'),
        step('internal', '0', object('(system)', 'Cell')),
        step('internal', 'value', 'EventEmitter', {
          role: { kind: 'export', name: 'bus', file: '/a/lib/bus.mjs' },
        }),
        step('property', '_events', 'Object'),
        step('property', 'data', object('(closure)', 'onData'), { place: place('/a/x.mjs', 6) }),
      ],
      text: 'module lib/bus.mjs → variable bus: EventEmitter → event "data": function onData (a/x.mjs:6)',
    },
    {
      what: 'variables of a function, and not the scopes around it',
      path: [ROOT, GLOBAL, put(), CONTEXT, CONTEXT, step('context', 'rows', 'Array')],
      text: 'global → put: function put (lib/cache.mjs:12) → variable rows: Array',
    },
    {
      what: 'timers',
      path: [
        ROOT,
        GLOBAL,
        put(),
        step('context', 'timerListMap', 'Object'),
        step('property', '60000', 'TimersList'),
        step('property', '_idleNext', 'Timeout'),
      ],
      text: 'timers that wait (setTimeout, setInterval) → _idleNext: Timeout',
    },
    {
      what: 'an async function that waits, without V8’s way to it',
      path: [
        ROOT,
        GLOBAL,
        step('property', 'waiting', 'Promise'),
        step('internal', 'extension', 'Generator', {
          place: place(FILE, 3, { function: 'handle' }),
        }),
      ],
      text: 'global → waiting: Promise → suspended function handle (lib/cache.mjs:3)',
    },
    {
      what: 'a function without a name',
      path: [ROOT, GLOBAL, step('property', 'f', '(closure)', { place: place(FILE, 3) })],
      text: 'global → f: function (anonymous) (lib/cache.mjs:3)',
    },
  ])('tells of $what', ({ path, text }) => {
    expect(pathText(path)).toBe(text);
  });

  it('says once what is the same several times in a row, with the last object', () => {
    const next = (id: number) => step('property', 'next', { ...object('Node'), id });
    const path = [ROOT, GLOBAL, ...Array.from({ length: 1200 }, (_, id) => next(id))];
    const value = step('property', 'value', 'Session');
    expect(pathText([...path, value])).toBe('global → next: Node (1,200 times) → value: Session');
    expect(pathSteps(path).at(-1)!.object!.id).toBe(1199);
    // Of many, the last stands for all.
    expect(pathText([ROOT, GLOBAL, next(1), next(2)], false)).toBe(
      'global → next: Node → next: Node',
    );
  });

  it('is told from both ends where it is long', () => {
    const deep = (steps: number) => [
      ROOT,
      GLOBAL,
      ...Array.from({ length: steps - 1 }, (_, at) => step('property', `p${at}`, 'Node')),
    ];
    expect(pathTexts(deep(17))).toHaveLength(17);
    expect(pathTexts(deep(18)).slice(7, 10)).toEqual(['p6: Node', '… 2 steps …', 'p9: Node']);
    expect(pathTexts(deep(1020))).toHaveLength(17);
    expect(pathSteps(deep(1020))).toHaveLength(1020);
  });

  it('has the object of each step, and none of a module that is only named', () => {
    const path = [ROOT, GLOBAL, put(), MODULE_SCOPE, step('context', 'a', 'Map')];
    const exported = step('internal', 'value', 'Map', {
      role: { kind: 'export', name: 'b', file: FILE },
    });
    expect(pathSteps(path).map(({ object }) => object?.class)).toEqual(['system / Context', 'Map']);
    expect(pathSteps([ROOT, exported])).toEqual([
      { text: 'module lib/cache.mjs', object: null },
      { text: 'variable b: Map', object: exported.object },
    ]);
  });
});
