import type { ExaminedHeap } from './examined-heap.ts';
import { growthHeads } from './growth-heads.ts';
import type { HeapGraph } from './heap-graph.ts';
import type { HeapObject } from './heap-object.ts';
import { heapObject } from './heap-object.ts';
import type { IdSet } from './id-set.ts';
import type { OwnFunction } from './own-function.ts';
import { ownFunction } from './own-function.ts';
import type { GroupStep } from './retainer-groups.ts';
import { retainerGroups } from './retainer-groups.ts';

export interface HeapGrowth {
  /** What is in this heap and was not in the one before, and is still in the one after. */
  readonly objects: number;
  readonly bytes: number;
  /** What frees most, first. */
  readonly groups: readonly GrowthGroup[];
  readonly groupCount: number;
}

/** New objects that are held alike: one fix frees them all. */
export interface GrowthGroup {
  /** The last step is to one of the new objects. */
  readonly path: readonly GroupStep[];
  /** New objects that no other new object holds alone. */
  readonly count: number;
  /** Those by their class, the most bytes first. */
  readonly classes: readonly { name: string; count: number; retainedBytes: number }[];
  /** All new objects, with those below; their own bytes. */
  readonly objects: number;
  readonly bytes: number;
  /** What would be freed if they were no longer held: what they retain, and the table that grew for them. */
  readonly freedBytes: number;
  readonly largest: HeapObject;
  /** Of the largest: what a timer calls, say. */
  readonly callback: OwnFunction | null;
}

/** What is in a heap and was not in the one before. */
export interface Newcomers {
  /** By node. */
  readonly isNew: Uint8Array;
  readonly objects: number;
  readonly bytes: number;
  /** Objects that were there before. */
  readonly sharedCount: number;
}

/** `after`: only what is still in the heap after counts. */
export function newcomers(
  { nodeCount, nodeId, selfSize }: HeapGraph,
  before: IdSet,
  after: IdSet | null,
): Newcomers {
  const isNew = new Uint8Array(nodeCount);
  let objects = 0;
  let bytes = 0;
  let sharedCount = 0;
  for (let node = 0; node < nodeCount; node++) {
    const id = nodeId[node]!;
    if (before.has(id)) {
      sharedCount++;
    } else if (node !== 0 && after?.has(id) !== false) {
      isNew[node] = 1;
      objects++;
      bytes += selfSize[node]!;
    }
  }
  return { isNew, objects, bytes, sharedCount };
}

export function snapshotDiff(
  heap: ExaminedHeap,
  { isNew, objects, bytes }: Newcomers,
  top: number,
): HeapGrowth {
  const { graph, retained, classes } = heap;
  const { nodeCount, selfSize } = graph;
  const { born, heads, headOf, tables } = growthHeads(heap, isNew);
  const { groupOf, groupCount, steps } = retainerGroups(heap.pathsTo(heads), heads);

  const count = new Uint32Array(groupCount);
  const freed = new Float64Array(groupCount);
  const inGroup = new Uint32Array(groupCount);
  const bytesInGroup = new Float64Array(groupCount);
  const largest = new Uint32Array(groupCount);
  const groupOfHead = new Uint32Array(nodeCount);
  for (let i = 0; i < heads.length; i++) {
    const head = heads[i]!;
    const group = groupOf[i]!;
    groupOfHead[head] = group;
    count[group]!++;
    freed[group]! += retained[head]!;
    if (count[group] === 1 || retained[head]! > retained[largest[group]!]!) largest[group] = head;
  }
  for (let i = 0; i < born.length; i++) {
    const node = born[i]!;
    const group = groupOfHead[headOf[node]!]!;
    inGroup[group]!++;
    bytesInGroup[group]! += selfSize[node]!;
  }
  for (let i = 0; i < tables.length; i++) {
    freed[groupOfHead[headOf[tables[i]!]!]!]! += selfSize[tables[i]!]!;
  }

  const ranked = Array.from(freed.keys())
    .sort((a, b) => freed[b]! - freed[a]! || a - b)
    .slice(0, top);
  const classesOf = classesByGroup(heap, ranked, heads, groupOf);
  return {
    objects,
    bytes,
    groupCount,
    groups: ranked.map((group) => ({
      path: steps(largest[group]!),
      count: count[group]!,
      classes: [...classesOf.get(group)!]
        .map(([number, { count, retainedBytes }]) => ({
          name: classes.names[number]!,
          count,
          retainedBytes,
        }))
        .sort((a, b) => b.retainedBytes - a.retainedBytes),
      objects: inGroup[group]!,
      bytes: bytesInGroup[group]!,
      freedBytes: freed[group]!,
      largest: heapObject(heap, largest[group]!),
      callback: ownFunction(heap, largest[group]!),
    })),
  };
}

function classesByGroup(
  { classes, retained }: ExaminedHeap,
  groups: readonly number[],
  heads: Uint32Array,
  groupOf: Uint32Array,
): Map<number, Map<number, { count: number; retainedBytes: number }>> {
  const found = new Map(
    groups.map((group) => [group, new Map<number, { count: number; retainedBytes: number }>()]),
  );
  for (let i = 0; i < heads.length; i++) {
    const head = heads[i]!;
    const inGroup = found.get(groupOf[i]!);
    if (inGroup === undefined) continue;
    const number = classes.numberOf(head);
    const known = inGroup.get(number) ?? { count: 0, retainedBytes: 0 };
    if (known.count++ === 0) inGroup.set(number, known);
    known.retainedBytes += retained[head]!;
  }
  return found;
}
