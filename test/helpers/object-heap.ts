import type { HeapGraph } from '../../src/heap/heap-graph.ts';
import type { TinyHeap, TinyObject } from './tiny-heap.ts';
import { tinyHeap } from './tiny-heap.ts';

/** Parts of a heap, by key; they are put together with `...`. */
export type Objects = Readonly<Record<string, TinyObject>>;

/** A module's variables: "cache → sessions", or "cache" where it leads to the object of that key. */
export const scope = (...variables: readonly string[]): Objects => ({
  root: { name: '', bytes: 0, edges: ['internal module → scope'] },
  scope: {
    name: 'system / Context',
    edges: variables.map((name) => `context ${name.includes(' → ') ? name : `${name} → ${name}`}`),
  },
});

/** So many objects `prefix0`, `prefix1`, … */
export const many = (
  count: number,
  prefix: string,
  objectOf: (at: number) => TinyObject,
): Objects => Object.fromEntries(keys(count, prefix).map((key, at) => [key, objectOf(at)]));

export const keys = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, at) => `${prefix}${at}`);

/** An array as V8 has it: its elements are edges of its own and of its store. */
export const arrayOf = (key: string, elements: readonly string[], storeBytes = 10): Objects => ({
  [key]: {
    name: 'Array',
    edges: [`internal elements → ${key}-store`, ...elements.map((to, at) => `[${at}] → ${to}`)],
  },
  [`${key}-store`]: {
    type: 'array',
    name: '(object elements)',
    bytes: storeBytes,
    edges: elements.map((to, at) => `internal ${at} → ${to}`),
  },
});

/** A Map as V8 has it: a table in which each key stands before its value. */
export const mapOf = (
  key: string,
  entries: readonly (readonly [key: string, value: string])[],
  tableBytes = 10,
): Objects => ({
  [key]: { name: 'Map', edges: [`internal table → ${key}-table`] },
  [`${key}-table`]: {
    type: 'array',
    name: '',
    bytes: tableBytes,
    edges: entries.flatMap(([name, value], at) => [
      `internal ${3 * at + 3} → ${name}`,
      `internal ${3 * at + 4} → ${value}`,
    ]),
  },
});

/** A list whose links lead on by `next`, the first of them first. */
export const listOf = (links: readonly string[], link: TinyObject): Objects =>
  Object.fromEntries(
    links.map((key, at) => {
      const next = links[at + 1];
      return [key, { ...link, edges: next === undefined ? [] : [`next → ${next}`] }];
    }),
  );

/** Two snapshots of one isolate: what has the same key in both is the same object. */
export function twoSnapshots(
  before: Objects,
  after: Objects,
): { readonly before: TinyHeap<string>; readonly after: TinyHeap<string> } {
  const ids = new Map(
    [...new Set([...Object.keys(before), ...Object.keys(after)])].map((key, at) => [key, at]),
  );
  const numbered = (objects: Objects): TinyHeap<string> =>
    tinyHeap(
      Object.fromEntries(
        Object.entries(objects).map(([key, object]) => [
          key,
          { id: 2 * ids.get(key)! + 1, ...object },
        ]),
      ),
    );
  return { before: numbered(before), after: numbered(after) };
}

/** The same heap, and how often its edges, or copies of them, were looked at since. */
export function countReads(graph: HeapGraph): { readonly graph: HeapGraph; reads(): number } {
  let reads = 0;
  const counted = (values: Uint32Array): Uint32Array =>
    new Proxy(values, {
      get(_, at) {
        if (at === 'slice') return (...range: number[]) => counted(values.slice(...range));
        reads++;
        return Reflect.get(values, at, values);
      },
      set: (_, at, value) => Reflect.set(values, at, value, values),
    });
  return { graph: { ...graph, edgeTo: counted(graph.edgeTo) }, reads: () => reads };
}
