import type { ExaminedHeap } from './examined-heap.ts';
import type { HeapObject } from './heap-object.ts';
import { heapObject } from './heap-object.ts';
import { stepsTo } from './heap-steps.ts';
import type { HeldObject } from './heap-summary.ts';
import { largest } from './largest.ts';
import type { OwnFunction } from './own-function.ts';
import { ownFunction } from './own-function.ts';
import type { GroupStep } from './retainer-groups.ts';
import { retainerGroups } from './retainer-groups.ts';

export interface ClassMembers {
  readonly name: string;
  readonly count: number;
  readonly bytes: number;
  readonly retainedBytes: number;
  /** Who holds them: the most retained bytes first. */
  readonly holders: readonly {
    readonly path: readonly GroupStep[];
    readonly count: number;
    readonly bytes: number;
    readonly retainedBytes: number;
    readonly largest: HeapObject;
    /** Of the largest: what a timer calls, say. */
    readonly callback: OwnFunction | null;
  }[];
  readonly holderCount: number;
  readonly objects: readonly HeldObject[];
}

/** All objects of a class; null where no object is of it. */
export function classMembers(heap: ExaminedHeap, name: string, top: number): ClassMembers | null {
  const { graph, classes, retained } = heap;
  const { classOf, names } = classes.all;
  const wanted = names.indexOf(name);
  const found: number[] = [];
  for (let node = 0; node < graph.nodeCount; node++) {
    if (classOf[node] === wanted) found.push(node);
  }
  if (wanted === -1 || found.length === 0) return null;
  const isOutermost = outermost(heap, wanted);
  const nodes = Uint32Array.from(found);
  const { groupOf, groupCount, steps } = retainerGroups(heap, nodes);
  const groups = Array.from({ length: groupCount }, () => ({
    count: 0,
    bytes: 0,
    retainedBytes: 0,
    largest: -1,
  }));
  for (const [i, node] of nodes.entries()) {
    const group = groups[groupOf[i]!]!;
    group.count++;
    group.bytes += graph.selfSize[node]!;
    if (isOutermost[node] === 1) group.retainedBytes += retained[node]!;
    if (group.largest === -1 || retained[node]! > retained[group.largest]!) group.largest = node;
  }
  const sum = (of: (group: (typeof groups)[number]) => number): number =>
    groups.reduce((total, group) => total + of(group), 0);
  return {
    name,
    count: nodes.length,
    bytes: sum(({ bytes }) => bytes),
    retainedBytes: sum(({ retainedBytes }) => retainedBytes),
    holders: [...groups]
      .sort((a, b) => b.retainedBytes - a.retainedBytes || b.count - a.count)
      .slice(0, top)
      .map(({ largest, ...group }) => ({
        path: steps(largest),
        ...group,
        largest: heapObject(heap, largest),
        callback: ownFunction(heap, largest),
      })),
    holderCount: groupCount,
    objects: largest(nodes.length, top, (i) => Math.max(1, retained[nodes[i]!]!)).map((i) => ({
      object: heapObject(heap, nodes[i]!),
      path: stepsTo(heap, nodes[i]!),
    })),
  };
}

/** By node of the class: 1 where none of the same class dominates it. */
function outermost({ tree, classes }: ExaminedHeap, wanted: number): Uint8Array {
  const { order, dominator } = tree;
  const { classOf } = classes.all;
  const isBelow = new Uint8Array(order.length);
  const isOutermost = new Uint8Array(order.length);
  for (let i = 0; i < order.length; i++) {
    const node = order[i]!;
    const isOfClass = classOf[node] === wanted;
    const isUnder = i > 0 && isBelow[dominator[node]!] === 1;
    if (isOfClass && !isUnder) isOutermost[node] = 1;
    if (isOfClass || isUnder) isBelow[node] = 1;
  }
  return isOutermost;
}
