import type { JsHeap, Mechanism, ObjectGrowth, PathStep } from '../record/schema.ts';

/** How the growth that is largest comes about, by what holds it and what came. */
export function objectMechanism(growth: ObjectGrowth, { unreleased }: JsHeap): Mechanism {
  const steps = [...growth.path, ...growth.within];
  if (growth.isReferenceCounted) return 'cycle';
  if (steps.some(isOfListeners)) return 'listeners';
  if (steps.some(isOfTimers)) return 'timers';
  if (isPending(growth)) return 'pending';
  if (unreleased !== null) return 'forget';
  const holder = growth.path.at(-1);
  if (holder === undefined) return 'unknown';
  if (growth.isInPlace) return isTable(holder) ? 'leaky-cache' : 'growing-vec';
  if (holder.class === 'Array' || isText(holder) || growth.within.some(isElement)) {
    return 'growing-vec';
  }
  return 'leaky-cache';
}

/** Node's own names: of an emitter's table, and of an EventTarget's. */
const isOfListeners = ({ name, class: kind }: PathStep): boolean =>
  name === '_events' || /\bkEvents\b/.test(name) || (kind === 'Listener' && name === 'next');

const isOfTimers = ({ class: kind }: PathStep): boolean => TIMERS.has(kind);

const TIMERS = new Set(['TimersList', 'Timeout', 'Immediate', 'ImmediateList']);

/** Of each that came, at least one promise is not settled; or what came waits in one that isn't. */
function isPending({ promises, count, path, within }: ObjectGrowth): boolean {
  const waits = [...path, ...within].some(({ class: kind }) => kind === 'system / PromiseReaction');
  return waits || (promises.unsettled > 0 && promises.unsettled >= PENDING_SHARE * count);
}

const PENDING_SHARE = 0.5;

const isTable = ({ class: kind }: PathStep): boolean => /^(Weak)?(Map|Set)$|^Object$/.test(kind);

const isText = ({ class: kind }: PathStep): boolean => kind === '(string)';

/** The first step into an array is its elements. */
const isElement = ({ edge }: PathStep, at: number): boolean => at === 0 && edge === 'element';
