import { describe, expect, it } from 'vitest';
import type { ObjectEvidence } from '../../src/analysis/object-evidence.ts';
import type { ObjectGrowth, PathStep } from '../../src/record/schema.ts';
import { heldByObjects } from '../../src/report/held-by-objects.ts';
import { jsHeap, objectGrowth, place, step, steps } from '../helpers/js-heap.ts';

const evidence = (held: readonly ObjectGrowth[]): ObjectEvidence => ({
  mechanism: 'unknown',
  heap: jsHeap(held),
  held,
  bytes: held.reduce((sum, { bytes }) => sum + bytes, 0),
  allocatedAt: [],
});

const FILE = '/app/cache.mjs';
const MODULE = step('internal module: system / SourceTextModule', { place: place(FILE) });
const SCOPE = step('internal context: system / Context', { place: place(FILE) });
const store = (text: string): PathStep => step(text, { kind: 'array' });
const functionAt = (text: string, line: number | null = 14): PathStep =>
  step(text, { kind: 'closure', place: place(FILE, line) });

/** The only growth's path, and what it ends in. */
const told = (over: Partial<ObjectGrowth>): string[] =>
  heldByObjects(evidence([objectGrowth(over)]), '/app')[0]!.path;
const pathOf = (path: readonly PathStep[], within: readonly PathStep[] = []): string[] =>
  told({ path: [...path], within: [...within] }).slice(0, -1);
const grown = (over: Partial<ObjectGrowth>): string => told(over).at(-1)!;

describe('what holds the growth', () => {
  it('is told of each part of it, in their order, with its share', () => {
    const parts = [
      objectGrowth({ bytes: 7500, count: 75 }),
      objectGrowth({ bytes: 2500, count: -1 }),
    ];
    expect(heldByObjects(evidence(parts), '')).toMatchObject([
      { bytes: 7500, count: 75, share: 0.75 },
      { bytes: 2500, count: 0, share: 0.25 },
    ]);
    expect(heldByObjects(evidence([]), '')).toEqual([]);
    expect(heldByObjects(evidence([objectGrowth({ bytes: 0 })]), '')).toMatchObject([{ share: 0 }]);
  });

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
      what: 'a generator’s scope, not at all',
      path: [step('context g: Generator'), SCOPE, step('context b: Map')],
      is: ['g: Generator', 'b: Map'],
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
      what: 'what is global, without what leads there',
      path: steps('context a: a', 'property __proto__: b', 'internal c: global', 'property d: Map'),
      is: ['global', 'd: Map'],
    },
    {
      what: 'the event of an emitter',
      path: steps('context bus: EventEmitter', 'property _events: Object', 'property tick: Array'),
      is: ['bus: EventEmitter', 'event "tick": Array'],
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
    {
      what: 'nothing that a person could find',
      path: [store('internal 1: (array)')],
      is: ['(root)'],
    },
    { what: 'nothing', path: [], is: ['(root)'] },
  ])('has $what', ({ path, is }) => {
    expect(pathOf(path)).toEqual(is);
  });

  it('has below it what has a name, but not what came', () => {
    const within = [
      store('internal table: (array)'),
      step('internal *: Session'),
      step('property orders: Array'),
      store('property elements: (array)'),
      step('element *: Order'),
      step('property lines: Line'),
    ];
    expect(pathOf(steps('context cache: Map'), within)).toEqual(['cache: Map', 'orders: Array']);
  });
});

describe('what has grown', () => {
  const contents = [{ class: 'Session', kind: 'object', bytes: 9, count: 9 }];
  it.each<{ over: Partial<ObjectGrowth>; said: string }>([
    {
      over: { count: 1024, contents },
      said: '(entries): +1,024 in 100 operations, most of it Session',
    },
    { over: { count: 3, contents: [] }, said: '(entries): +3 in 100 operations' },
    { over: { count: -3, contents: [] }, said: '(entries): +0 in 100 operations' },
    {
      over: { count: 9, contents, holders: 1200 },
      said: '(entries): +9 in 100 operations, in 1,200 of these, most of it Session',
    },
    {
      over: { count: 9, contents, sample: 'Session {id: 1}' },
      said: '(entries): +9 in 100 operations, most of it Session, as Session {id: 1}',
    },
    {
      over: { isInPlace: true, bytes: 2048, contents, sample: 'x' },
      said: '(itself): 2 KiB larger in 100 operations',
    },
    { over: { isInPlace: true, bytes: -1 }, said: '(itself): 0 B larger in 100 operations' },
    {
      over: { count: 9, contents, sample: 'function', within: [functionAt('element *: onTick')] },
      said: '(entries): +9 in 100 operations, most of it Session, as function onTick (cache.mjs:14)',
    },
  ])('is told as: $said', ({ over, said }) => {
    expect(grown(over)).toBe(said);
  });
});
