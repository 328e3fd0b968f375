import { describe, expect, it } from 'vitest';
import type { PathStep } from '../../src/record/schema.ts';
import { inFolder, nameLabel, pathWords } from '../../src/report/path-words.ts';
import { place, step, steps } from '../helpers/js-heap.ts';

const FILE = '/app/cache.mjs';
const MODULE = step('internal module: system / SourceTextModule', { place: place(FILE) });
const SCOPE = step('internal context: system / Context', { place: place(FILE) });
const store = (text: string): PathStep => step(text, { kind: 'array' });
const functionAt = (text: string, line: number | null = 14): PathStep =>
  step(text, { kind: 'closure', place: place(FILE, line) });

const near = (path: readonly PathStep[]): PathStep[] => path.map((one) => inFolder(one, '/app'));
const wordsOf = (path: readonly PathStep[]): string[] =>
  pathWords(near(path), nameLabel).map(({ text }) => text);

describe('a path in words', () => {
  it.each<{ what: string; path: readonly PathStep[]; is: readonly string[] }>([
    {
      what: 'a module’s variable',
      path: [
        step('internal x: Node / Environment', { kind: 'native' }),
        MODULE,
        SCOPE,
        step('context cache: Map'),
      ],
      is: ['module cache.mjs', 'cache: Map'],
    },
    {
      what: 'a module that another one leads to',
      path: [
        { ...MODULE, place: place('/app/main.mjs') },
        step('internal a: (array)'),
        MODULE,
        step('context a: Map'),
      ],
      is: ['module cache.mjs', 'a: Map'],
    },
    {
      what: 'a connection, of which its timer knows',
      path: [
        ...steps('element *: TimersList', 'property _idleNext: Timeout'),
        step('property _onTimeout: native_bind', { kind: 'closure' }),
        ...steps(
          'internal bound_this: Socket',
          'property _events: Object',
          'property close: Array',
        ),
      ],
      is: ['open connection: Socket', 'event "close": Array'],
    },
    {
      what: 'a connection, of which Node knows',
      path: steps(
        'internal x: Node / TCPSocketWrap',
        'property Symbol(owner_symbol): TLSSocket',
        'property sessions: Map',
      ),
      is: ['open connection: TLSSocket', 'sessions: Map'],
    },
    {
      what: 'a connection that the program keeps',
      path: [MODULE, SCOPE, step('context last: Socket'), step('property seen: Array')],
      is: ['module cache.mjs', 'last: Socket', 'seen: Array'],
    },
    {
      what: 'an HTTP server, of which Node’s own timer knows',
      path: [
        ...steps('element *: TimersList', 'property _idleNext: Timeout'),
        step('property _onTimeout: native_bind', { kind: 'closure' }),
        ...steps('internal bound_this: Server', 'property _events: Object'),
        functionAt('property request: answer'),
        SCOPE,
        step('context seen: Array'),
      ],
      is: ['Server', 'event "request": function answer (cache.mjs:14)', 'seen: Array'],
    },
    {
      what: 'a module of which no file is known',
      path: [{ ...MODULE, place: null }, step('context a: Map')],
      is: ['module (unknown)', 'a: Map'],
    },
    {
      what: 'a CommonJS module',
      path: steps(
        'context cache: Object',
        'property /app/cache.cjs: Module',
        'property exports: Object',
        'property map: Map',
      ),
      is: ['module app/cache.cjs', 'exports: Object', 'map: Map'],
    },
    {
      what: 'a CommonJS module on Windows',
      path: steps('property C:\\app\\cache.cjs: Module', 'property map: Map'),
      is: ['module app/cache.cjs', 'map: Map'],
    },
    {
      what: 'a class that is called Module',
      path: steps('context current: Module', 'property map: Map'),
      is: ['current: Module', 'map: Map'],
    },
    {
      what: 'properties, elements and entries',
      path: [
        ...steps('context tenants: Map'),
        store('internal table: (array)'),
        ...steps(
          'internal *: Tenant',
          'property orders: Array',
          'element *: Order',
          'key "ada": Set',
          'property *: Item',
        ),
      ],
      is: ['tenants: Map', 'Tenant', 'orders: Array', 'Order', '"ada": Set', 'Item'],
    },
    {
      what: 'what repeats',
      path: [
        step('context head: Link', { isRepeated: true }),
        step('property next: Link', { isRepeated: true }),
      ],
      is: ['head: Link (again and again)', 'next: Link (again and again)'],
    },
    {
      what: 'a function by its line',
      path: [functionAt('context undo: undo')],
      is: [`undo: function undo (cache.mjs:14)`],
    },
    {
      what: 'a function without a line, and one without a file',
      path: [functionAt('element *: put', null), { ...functionAt('element *: get'), place: null }],
      is: ['function put (cache.mjs)', 'function get'],
    },
    {
      what: 'a function’s scope by the function',
      path: [functionAt('context undo: undo'), SCOPE, step('context document: Array')],
      is: [`undo: function undo (cache.mjs:14)`, 'document: Array'],
    },
    {
      what: 'a scope that no function came before',
      path: [step('context a: Map'), SCOPE, step('context b: Map')],
      is: ['a: Map', 'scope in cache.mjs', 'b: Map'],
    },
    {
      what: 'a scope of unknown place, not at all',
      path: [step('context a: Map'), { ...SCOPE, place: null }, step('context b: Map')],
      is: ['a: Map', 'b: Map'],
    },
    {
      what: 'no scope around one that a function is in',
      path: [functionAt('context undo: undo'), SCOPE, SCOPE, step('context b: Map')],
      is: ['undo: function undo (cache.mjs:14)', 'b: Map'],
    },
    {
      what: 'a generator’s scope, not at all',
      path: [step('context g: Generator'), SCOPE, step('context b: Map')],
      is: ['g: Generator', 'b: Map'],
    },
    {
      what: 'an async function that waits, and not what wakes it up',
      path: [
        ...steps('context waiting: Promise'),
        step('hidden 0: (anonymous)', { kind: 'closure' }),
        { ...SCOPE, place: null },
        step('internal extension: Generator', {
          place: place(FILE, 3, { function: 'handle' }),
        }),
        store('internal parameters_and_registers: (array)'),
        step('internal 2: Request'),
      ],
      is: ['waiting: Promise', 'suspended function handle (cache.mjs:3)', 'Request'],
    },
    {
      what: 'a function of V8’s that is an element or a property',
      path: [
        step('element *: (anonymous)', { kind: 'closure' }),
        step('property resolve: (anonymous)', { kind: 'closure' }),
      ],
      is: ['function (anonymous)', 'resolve: function (anonymous)'],
    },
    {
      what: 'a suspended function by the name of what holds it',
      path: [step('property walk: Generator', { place: place(FILE, 3, { function: 'walk' }) })],
      is: ['walk: suspended function walk (cache.mjs:3)'],
    },
    {
      what: 'a module that waits by its name alone',
      path: [MODULE, step('hidden 4: Generator', { place: place(FILE, 1) }), step('internal 2: X')],
      is: ['module cache.mjs', 'X'],
    },
    {
      what: 'inner steps of V8 and of Node, not at all',
      path: [
        step('internal 1: (GC roots)', { kind: 'synthetic' }),
        step('internal 2: ', { kind: 'synthetic' }),
        step('internal 3: (code)', { kind: 'code' }),
        step('internal 4: (object shape)', { kind: 'object shape' }),
        step('internal 5: X', { kind: 'hidden' }),
        store('internal 6: (array)'),
        step('internal 7: Generator'),
        step('internal 8: ModuleWrap'),
        step('internal 9: Node / Timer', { kind: 'native' }),
        step('internal 10: system / Foreign'),
        step('property handle: Node / Timer', { kind: 'native' }),
        step('context cell: system / Cell'),
        step('internal list: FreeList'),
      ],
      is: ['FreeList'],
    },
    {
      what: 'timers, without what leads to their lists',
      path: steps('context timerListMap: Object', 'element *: TimersList'),
      is: ['timers that wait (setTimeout, setInterval)'],
    },
    {
      what: 'the registry of symbols, which V8 holds itself',
      path: [
        step('element *: (Strong roots)', { kind: 'synthetic' }),
        step('internal public_symbol_table: (array)', { kind: 'array' }),
      ],
      is: ['registry of Symbol.for'],
    },
    {
      what: 'what is global, without what leads there',
      path: steps('context a: a', 'property __proto__: b', 'internal c: global', 'property d: Map'),
      is: ['global', 'd: Map'],
    },
    {
      what: 'what is global as V8 14 has it',
      path: steps('internal global_object: global (global*)', 'property d: Map'),
      is: ['global', 'd: Map'],
    },
    {
      what: 'the event of an emitter',
      path: steps('context bus: EventEmitter', 'property _events: Object', 'property tick: Array'),
      is: ['bus: EventEmitter', 'event "tick": Array'],
    },
    {
      what: 'the listeners of several emitters',
      path: steps('element *: Worker', 'property _events: Object', 'property *: Array'),
      is: ['Worker', 'listeners of an event: Array'],
    },
    {
      what: 'the one function that listens to an event',
      path: [...steps('property _events: Object'), functionAt('property tick: onTick')],
      is: ['event "tick": function onTick (cache.mjs:14)'],
    },
    {
      what: 'the event of an EventTarget',
      path: [
        ...steps('context signal: AbortSignal', 'property <symbol kEvents>: Map'),
        store('internal table: (array)'),
        step('key "abort": Object'),
      ],
      is: ['signal: AbortSignal', 'event "abort": Object'],
    },
    {
      what: 'files of Node by their address, and others by the end of their path',
      path: [
        { ...functionAt('context a: a'), place: place('node:internal/timers', 3) },
        { ...functionAt('context b: b'), place: place('/lib/deep/down/store.mjs', 4) },
      ],
      is: ['a: function a (node:internal/timers:3)', 'b: function b (down/store.mjs:4)'],
    },
    { what: 'nothing that a person could find', path: [store('internal 1: (array)')], is: [] },
    { what: 'nothing', path: [], is: [] },
  ])('has $what', ({ path, is }) => {
    expect(wordsOf(path)).toEqual(is);
  });

  it('has the place of each step, and its edge as it is to be written', () => {
    const path = [MODULE, SCOPE, step('context cache: Map'), store('internal table: (array)')];
    const label = ({ edge, name }: PathStep): string => `${edge} ${name} is `;
    expect(pathWords(path, label)).toEqual([
      { at: 0, text: 'module /app/cache.mjs' },
      { at: 2, text: 'context cache is Map' },
    ]);
  });

  it.each<{ what: string; path: readonly PathStep[]; last: string | undefined }>([
    { what: 'an inner part', path: [store('internal t: (array)')], last: '(array)' },
    { what: 'a scope', path: [functionAt('property f: f'), SCOPE], last: 'system / Context' },
    { what: 'a table of events', path: steps('property _events: Object'), last: 'Object' },
  ])('tells $what where it is what was asked for', ({ path, last }) => {
    const asked = path.at(-1)!;
    expect(pathWords(path, nameLabel, asked).at(-1)).toEqual({ at: path.length - 1, text: last });
    expect(pathWords(path, nameLabel).map(({ at }) => at)).not.toContain(path.length - 1);
  });
});
