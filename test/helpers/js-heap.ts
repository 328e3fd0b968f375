import type { JsHeap, ObjectGrowth, PathStep, Place } from '../../src/record/schema.ts';

export const place = (
  file: string,
  line: number | null = null,
  over: Partial<Place> = {},
): Place => ({
  function: null,
  file,
  line,
  column: line === null ? null : 1,
  ...over,
});

/** "context cache: Map", and what else is known of the step. */
export function step(text: string, over: Partial<PathStep> = {}): PathStep {
  const [, edge, name, kind] = /^(\S+) (.*?): (.*)$/s.exec(text) ?? [];
  if (edge === undefined || name === undefined || kind === undefined) {
    throw new Error(`"${text}" is no step: expected "edge name: class"`);
  }
  return { edge, name, class: kind, kind: 'object', isRepeated: false, place: null, ...over };
}

export const steps = (...texts: readonly (string | PathStep)[]): PathStep[] =>
  texts.map((one) => (typeof one === 'string' ? step(one) : one));

/** 100 sessions that came into a Map. */
export const objectGrowth = (over: Partial<ObjectGrowth> = {}): ObjectGrowth => ({
  bytes: 10_000,
  count: 100,
  holders: 1,
  isInPlace: false,
  isArray: false,
  path: steps('context cache: Map'),
  within: steps(step('internal table: (array)', { kind: 'array' }), 'internal *: Session'),
  contents: [{ class: 'Session', kind: 'object', bytes: 10_000, count: 100 }],
  sample: null,
  promises: { count: 0, unsettled: 0 },
  isReferenceCounted: false,
  ...over,
});

/** What 100 operations left. */
export const jsHeap = (
  growth: readonly ObjectGrowth[] = [objectGrowth()],
  over: Partial<JsHeap> = {},
): JsHeap => ({
  type: 'js-heap',
  elapsedMs: 400,
  thread: 1,
  operations: 100,
  grownBytes: growth.reduce((sum, { bytes }) => sum + bytes, 0),
  growth: [...growth],
  allocations: [],
  unreleased: null,
  ...over,
});
