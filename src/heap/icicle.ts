import type { ExaminedHeap } from './examined-heap.ts';
import { heapObject } from './heap-object.ts';

/** A part of the dominator tree: an object, or many of one class that are dominated alike. */
export interface IciclePart {
  readonly class: string;
  /** Of a single object; null of many. */
  readonly id: number | null;
  readonly text: string | null;
  readonly count: number;
  readonly retainedBytes: number;
  /** The largest first; what is too small to be seen is left out. */
  readonly parts: readonly IciclePart[];
}

export interface IcicleOptions {
  /** What is smaller is left out. */
  readonly leastShare: number;
  /** How many levels below the root are shown. */
  readonly depth: number;
}

/** The dominator tree as far as it can be seen: small objects of one class are put together. */
export function icicle(heap: ExaminedHeap, { leastShare, depth }: IcicleOptions): IciclePart {
  const { retained, classes, dominated } = heap;
  const { classOf } = classes.all;
  const leastBytes = leastShare * retained[0]!;

  function partsBelow(nodes: readonly number[], levels: number): IciclePart[] {
    if (levels === 0) return [];
    const alone: number[] = [];
    const together = new Map<number, number[]>();
    for (const node of nodes) {
      for (let i = dominated.first[node]!; i < dominated.first[node + 1]!; i++) {
        const child = dominated.node[i]!;
        if (nodes.length === 1 && retained[child]! >= leastBytes) {
          alone.push(child);
          continue;
        }
        const number = classOf[child]!;
        const others = together.get(number);
        if (others === undefined) together.set(number, [child]);
        else others.push(child);
      }
    }
    return [...alone.map((node) => [node]), ...together.values()]
      .map((members) => ({ members, bytes: members.reduce((sum, n) => sum + retained[n]!, 0) }))
      .filter(({ bytes }) => bytes >= leastBytes)
      .sort((a, b) => b.bytes - a.bytes)
      .map(({ members, bytes }) => part(members, bytes, levels));
  }

  function part(members: readonly number[], retainedBytes: number, levels: number): IciclePart {
    const object = heapObject(heap, members[0]!);
    const isOne = members.length === 1;
    return {
      class: object.class,
      id: isOne ? object.id : null,
      text: isOne ? object.text : null,
      count: members.length,
      retainedBytes,
      parts: partsBelow(members, levels - 1),
    };
  }

  return part([0], retained[0]!, depth + 1);
}
