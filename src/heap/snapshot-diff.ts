import type { ExaminedHeap } from './examined-heap.ts';
import type { HeapObject } from './heap-object.ts';
import { heapObject } from './heap-object.ts';
import type { IdSet } from './id-set.ts';
import type { GroupStep } from './retainer-groups.ts';
import { retainerGroups } from './retainer-groups.ts';
import { structureTypes } from './structure.ts';

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
}

export function snapshotDiff(
  heap: ExaminedHeap,
  before: IdSet,
  after: IdSet | null,
  top: number,
): HeapGrowth {
  const { graph, retained, classes } = heap;
  const { nodeCount, nodeId, selfSize } = graph;
  const isNew = new Uint8Array(nodeCount);
  let objects = 0;
  let bytes = 0;
  for (let node = 1; node < nodeCount; node++) {
    const id = nodeId[node]!;
    if (before.has(id) || after?.has(id) === false) continue;
    isNew[node] = 1;
    objects++;
    bytes += selfSize[node]!;
  }
  const { heads, headOf, tables } = headsOf(heap, isNew);
  const { groupOf, groupCount, steps } = retainerGroups(heap, heads);

  const count = new Float64Array(groupCount);
  const freed = new Float64Array(groupCount);
  const inGroup = new Float64Array(groupCount);
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
  for (let node = 1; node < nodeCount; node++) {
    if (isNew[node] === 0) continue;
    const head = headOf[node]!;
    if (head === NONE) continue;
    const group = groupOfHead[head]!;
    inGroup[group]!++;
    bytesInGroup[group]! += selfSize[node]!;
  }
  for (const table of tables) freed[groupOfHead[headOf[table]!]!]! += selfSize[table]!;

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
    })),
  };
}

interface Heads {
  readonly heads: Uint32Array;
  /** By new node: the head under which it counts; `NONE` of others. */
  readonly headOf: Uint32Array;
  /** New tables that only make room for heads. */
  readonly tables: Uint32Array;
}

const NONE = 0xffffffff;

/**
 * The new objects that no other new object dominates: with them all others would go. A `Map` that grows
 * gets a new table, which then dominates all entries; such parts of an object are looked through, and
 * count under the largest head below them. A new table without new objects in it is a head itself.
 */
function headsOf({ graph, tree, retained }: ExaminedHeap, isNew: Uint8Array): Heads {
  const { nodeCount, nodeType, nodeTypes } = graph;
  const { order, dominator } = tree;
  const structure = structureTypes(graph);
  const isPart = (node: number): boolean => structure[nodeType[node]!] === 1;
  const headOf = new Uint32Array(nodeCount).fill(NONE);
  const heads = nodeList(nodeCount);
  const parts = nodeList(nodeCount);
  for (let i = 1; i < order.length; i++) {
    const node = order[i]!;
    const above = headOf[dominator[node]!]!;
    if (above !== NONE) {
      headOf[node] = above;
    } else if (isNew[node] === 1) {
      if (isPart(node)) {
        parts.add(node);
      } else {
        headOf[node] = node;
        heads.add(node);
      }
    }
  }
  const largestBelow = new Uint32Array(nodeCount).fill(NONE);
  const offer = (node: number, head: number): void => {
    const known = largestBelow[node]!;
    if (known === NONE || retained[head]! > retained[known]!) largestBelow[node] = head;
  };
  for (const head of heads.all()) offer(dominator[head]!, head);
  for (let i = order.length - 1; i > 0; i--) {
    const node = order[i]!;
    const head = largestBelow[node]!;
    if (head !== NONE && headOf[node] === NONE) offer(dominator[node]!, head);
  }
  const array = nodeTypes.indexOf('array');
  // An object leads to its properties and elements itself, beside the table that they stand in.
  const isTableOf = (owner: number, part: number): boolean => {
    const head = largestBelow[owner]!;
    return nodeType[part] === array && head !== NONE && dominator[head] === owner && !isPart(owner);
  };
  const tables = nodeList(nodeCount);
  for (const part of parts.all()) {
    const above = dominator[part]!;
    if (largestBelow[part] !== NONE) {
      headOf[part] = largestBelow[part]!;
      tables.add(part);
    } else if (isTableOf(above, part)) {
      headOf[part] = largestBelow[above]!;
      tables.add(part);
    } else if (headOf[above] !== NONE && largestBelow[above] === NONE) {
      // Those that dominate come first.
      headOf[part] = headOf[above]!;
    } else {
      headOf[part] = part;
      heads.add(part);
    }
  }
  return { heads: heads.all(), headOf, tables: tables.all() };
}

interface NodeList {
  add(node: number): void;
  all(): Uint32Array;
}

/** As long as it may become: what is never touched of it takes no memory, and no array must be grown. */
function nodeList(most: number): NodeList {
  const nodes = new Uint32Array(most);
  let count = 0;
  return {
    add(node) {
      nodes[count++] = node;
    },
    all: () => nodes.subarray(0, count),
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
    const number = classes.classOf[head]!;
    const known = inGroup.get(number) ?? { count: 0, retainedBytes: 0 };
    if (known.count++ === 0) inGroup.set(number, known);
    known.retainedBytes += retained[head]!;
  }
  return found;
}
