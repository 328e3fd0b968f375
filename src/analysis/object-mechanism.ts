import type { JsHeap, Mechanism, ObjectGrowth, PathStep } from '../record/schema.ts';

/** How the growth that is largest comes about, by what holds it and what came. */
export function objectMechanism(growth: ObjectGrowth, { unreleased }: JsHeap): Mechanism {
  const steps = [...growth.path, ...growth.within];
  const growing = stepsThatGrow(growth);
  if (growth.isReferenceCounted) return 'cycle';
  // What waits in a promise that nothing settles: whoever holds that one holds only one.
  const waits = steps.findLastIndex(isReaction);
  if (waits > steps.findLastIndex((step) => isOfListeners(step) || isOfTimers(step))) {
    return 'pending';
  }
  if (growing.some(isOfListeners)) return 'listeners';
  if (growing.some(isOfTimers)) return 'timers';
  if (isUnsettled(growth)) return 'pending';
  if (unreleased !== null) return 'forget';
  const holder = growth.path.at(-1);
  if (holder === undefined) return 'unknown';
  // Of a library, which keeps in the promise itself what waits for it.
  if (holder.class === 'Promise' && holder.kind === 'object' && !growth.isInPlace) return 'pending';
  if (isHandle(holder, growth.within)) return 'forget';
  const isList = growth.isArray || isText(holder) || (growth.isInPlace && isBuffer(holder));
  return isList ? 'growing-vec' : 'leaky-cache';
}

/**
 * From the last single function on that the path to the holder passes: what one listener, or the callback
 * of one timer, keeps in its scope is neither listeners nor timers.
 */
function stepsThatGrow({ path, within }: ObjectGrowth): PathStep[] {
  const last = path.findLastIndex(({ kind, isRepeated }) => kind === 'closure' && !isRepeated);
  return [...path.slice(last + 1), ...within];
}

/**
 * Node's own names: of an emitter's table, of a diagnostics channel's, and of an EventTarget's; and of the
 * table of channels, which keeps one for as long as it has subscribers.
 */
const isOfListeners = ({ name, class: kind }: PathStep): boolean =>
  name === '_events' ||
  (name === 'channels' && kind === 'WeakRefMap') ||
  (name === '_subscribers' && kind === 'Array') ||
  /\bkEvents\b/.test(name) ||
  (kind === 'Listener' && name === 'next');

const isOfTimers = ({ class: kind }: PathStep): boolean => TIMERS.has(kind);

const TIMERS = new Set(['TimersList', 'Timeout', 'Immediate', 'ImmediateList']);

const isReaction = ({ class: kind }: PathStep): boolean => kind === 'system / PromiseReaction';

/** Of each that came, at least one promise is not settled. */
const isUnsettled = ({ promises, count }: ObjectGrowth): boolean =>
  promises.unsettled > 0 && promises.unsettled >= PENDING_SHARE * count;

const PENDING_SHARE = 0.5;

/** Node's own side of a port, a socket, a file: it keeps what it belongs to until that is closed. */
const isHandle = ({ kind, class: name }: PathStep, within: readonly PathStep[]): boolean =>
  (kind === 'synthetic' || kind === 'native') &&
  name.startsWith('Node / ') &&
  within.length === 1 &&
  within[0]?.name === 'native_to_javascript';

const isBuffer = ({ class: kind }: PathStep): boolean =>
  /Array$|ArrayBuffer$|^Buffer$|^DataView$/.test(kind);

const isText = ({ class: kind }: PathStep): boolean => kind === '(string)';
