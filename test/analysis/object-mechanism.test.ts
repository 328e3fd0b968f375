import { describe, expect, it } from 'vitest';
import { objectMechanism } from '../../src/analysis/object-mechanism.ts';
import type { JsHeap, ObjectGrowth } from '../../src/record/schema.ts';
import { jsHeap, objectGrowth, place, step, steps } from '../helpers/js-heap.ts';

const mechanism = (over: Partial<ObjectGrowth>, heap: Partial<JsHeap> = {}): string =>
  objectMechanism(objectGrowth(over), jsHeap([], heap));

const ARRAY = steps('context list: Array');
const REACTION = 'internal reactions_or_result: system / PromiseReaction';

describe('the mechanism', () => {
  it.each<{ of: string; over: Partial<ObjectGrowth>; is: string }>([
    { of: 'a Map', over: {}, is: 'leaky-cache' },
    {
      of: 'an object’s properties',
      over: { path: steps('context a: Object'), within: steps('property *: X') },
      is: 'leaky-cache',
    },
    {
      of: 'a linked list',
      over: { path: steps('context head: Link'), within: steps('property next: Link') },
      is: 'leaky-cache',
    },
    { of: 'an array', over: { path: ARRAY, isArray: true }, is: 'growing-vec' },
    {
      of: 'an array of another class',
      over: { path: steps('context a: List'), isArray: true },
      is: 'growing-vec',
    },
    {
      of: 'an object with numbers for keys',
      over: { path: steps('context a: Object'), within: steps('element *: X') },
      is: 'leaky-cache',
    },
    {
      of: 'a diagnostics channel’s subscribers',
      over: { path: steps('context c: Channel', 'property _subscribers: Array'), isArray: true },
      is: 'listeners',
    },
    {
      of: 'the table of diagnostics channels, which have subscribers',
      over: {
        path: steps('context channels: WeakRefMap'),
        within: steps('internal table: (array)', 'internal *: WeakReference'),
      },
      is: 'listeners',
    },
    {
      of: 'a library’s promise',
      over: { path: steps('property stopped: Promise'), within: steps('element *: Promise') },
      is: 'pending',
    },
    {
      of: 'an array further below',
      over: { within: steps('property a: Array', 'element *: X') },
      is: 'leaky-cache',
    },
    {
      of: 'a text',
      over: { path: steps('context text: (string)'), within: steps('internal first: (string)') },
      is: 'growing-vec',
    },
    {
      of: 'a typed array that grows in its place',
      over: { path: steps('context a: Float64Array'), within: [], isInPlace: true },
      is: 'growing-vec',
    },
    {
      of: 'an array that grows in its place',
      over: { path: ARRAY, within: [], isInPlace: true },
      is: 'growing-vec',
    },
    { of: 'a Map that grows in its place', over: { isInPlace: true }, is: 'leaky-cache' },
    {
      of: 'a Set that grows in its place',
      over: { path: steps('context a: Set'), isInPlace: true },
      is: 'leaky-cache',
    },
    {
      of: 'a WeakMap that grows in its place',
      over: { path: steps('context a: WeakMap'), isInPlace: true },
      is: 'leaky-cache',
    },
    {
      of: 'an object that grows in its place',
      over: { path: steps('context a: Object'), isInPlace: true },
      is: 'leaky-cache',
    },
    {
      of: 'a class with a like name that does',
      over: { path: steps('context a: MapView'), isInPlace: true },
      is: 'leaky-cache',
    },
    { of: 'what nothing holds', over: { path: [] }, is: 'unknown' },
    { of: 'what counts references', over: { isReferenceCounted: true, path: ARRAY }, is: 'cycle' },
    {
      of: 'an emitter’s listeners',
      over: {
        path: steps('context config: Config', 'property _events: Object', 'property change: Array'),
      },
      is: 'listeners',
    },
    {
      of: 'what the scope of one listener holds',
      over: {
        path: [
          ...steps('property _events: Object'),
          step('property request: (anonymous)', { kind: 'closure' }),
          ...ARRAY,
        ],
        isArray: true,
      },
      is: 'growing-vec',
    },
    {
      of: 'what the callback of one timer holds',
      over: {
        path: [
          ...steps('element *: TimersList', 'property _idleNext: Timeout'),
          step('property _onTimeout: sweep', { kind: 'closure' }),
          ...steps('context seen: Map'),
        ],
      },
      is: 'leaky-cache',
    },
    {
      of: 'an emitter’s listeners, below what came',
      over: { within: steps('property _events: Object') },
      is: 'listeners',
    },
    {
      of: 'an EventTarget’s listeners',
      over: { path: steps('context bus: EventTarget', 'property Symbol(kEvents): Map') },
      is: 'listeners',
    },
    {
      of: 'an EventTarget’s listeners, that are a list',
      over: { within: steps('property next: Listener') },
      is: 'listeners',
    },
    { of: 'timers', over: { path: steps('internal *: TimersList') }, is: 'timers' },
    {
      of: 'what timers hold',
      over: { within: steps('property _idleNext: Timeout', 'property _onTimeout: Function') },
      is: 'timers',
    },
    { of: 'immediates', over: { path: steps('context queue: ImmediateList') }, is: 'timers' },
    { of: 'what waits for a promise', over: { within: steps(REACTION) }, is: 'pending' },
    {
      of: 'what a promise is held by that waits',
      over: { path: steps('context shutdown: Promise', REACTION) },
      is: 'pending',
    },
    {
      of: 'what waits for a promise that a listener holds',
      over: { path: steps('property _events: Object', 'context p: Promise', REACTION) },
      is: 'pending',
    },
    {
      of: 'listeners below what waits for a promise',
      over: { path: steps('context p: Promise', REACTION, 'property _events: Object') },
      is: 'listeners',
    },
    {
      of: 'handles that Node keeps',
      over: {
        path: steps(step('element *: Node / MessagePort', { kind: 'synthetic' })),
        within: steps('internal native_to_javascript: MessagePort'),
      },
      is: 'forget',
    },
    {
      of: 'what Node keeps otherwise',
      over: {
        path: steps(step('element *: Node / Environment', { kind: 'synthetic' })),
        within: steps('element *: ModuleWrap'),
      },
      is: 'leaky-cache',
    },
    {
      of: 'a user’s class of such a name',
      over: { path: steps('context a: Node / Tree') },
      is: 'leaky-cache',
    },
    {
      of: 'promises of which none settled',
      over: { promises: { count: 100, unsettled: 100 } },
      is: 'pending',
    },
    {
      of: 'promises of which half did',
      over: { promises: { count: 100, unsettled: 50 } },
      is: 'pending',
    },
    {
      of: 'promises of which more did',
      over: { promises: { count: 100, unsettled: 49 } },
      is: 'leaky-cache',
    },
    {
      of: 'promises that settled',
      over: { promises: { count: 100, unsettled: 0 } },
      is: 'leaky-cache',
    },
    {
      of: 'nothing that is pending',
      over: { count: 0, isInPlace: true, isArray: true, path: ARRAY },
      is: 'growing-vec',
    },
  ])('of $of is $is', ({ over, is }) => {
    expect(mechanism(over)).toBe(is);
  });

  const unreleased = { taken: place('slab.ts', 3), takenCount: 100, release: place('slab.ts', 9) };

  it('of what was taken and never released is forget, whatever holds it', () => {
    expect(mechanism({}, { unreleased })).toBe('forget');
    expect(mechanism({ path: ARRAY }, { unreleased })).toBe('forget');
  });

  it.each<{ over: Partial<ObjectGrowth>; is: string }>([
    { over: { isReferenceCounted: true }, is: 'cycle' },
    { over: { within: steps('property _events: Object') }, is: 'listeners' },
    { over: { path: steps('internal *: TimersList') }, is: 'timers' },
    { over: { promises: { count: 100, unsettled: 100 } }, is: 'pending' },
  ])('is rather $is than forget', ({ over, is }) => {
    expect(mechanism(over, { unreleased })).toBe(is);
  });
});
