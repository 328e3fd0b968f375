import type { ExaminedHeap } from './examined-heap.ts';
import { structureTypes } from './structure.ts';

export interface GrowthHeads {
  readonly heads: Uint32Array;
  /** By new node: the head under which it counts; `NONE` of others. */
  readonly headOf: Uint32Array;
  /** New tables that only make room for heads. */
  readonly tables: Uint32Array;
}

export const NONE = 0xffffffff;

/**
 * The new objects that no other new object dominates: with them all others would go. A `Map` that grows
 * gets a new table, which then dominates all entries; such parts of an object are looked through, and
 * count under the largest head below them. A new table without new objects in it is a head itself.
 */
export function growthHeads(
  { graph, tree, retained }: ExaminedHeap,
  isNew: Uint8Array,
): GrowthHeads {
  const { nodeCount, nodeType, nodeTypes } = graph;
  const { order, dominator } = tree;
  const structure = structureTypes(graph);
  const isPart = (node: number): boolean => structure[nodeType[node]!] === 1;
  const headOf = new Uint32Array(nodeCount).fill(NONE);
  const heads = nodeList(nodeCount);
  for (let i = 1; i < order.length; i++) {
    const node = order[i]!;
    const above = headOf[dominator[node]!]!;
    if (above !== NONE) {
      headOf[node] = above;
    } else if (isNew[node] === 1 && !isPart(node)) {
      headOf[node] = node;
      heads.add(node);
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
  const isTable = new Uint8Array(nodeCount);
  const isInHead = new Uint8Array(nodeCount);
  for (let i = 1; i < order.length; i++) {
    const node = order[i]!;
    const above = dominator[node]!;
    if (headOf[node] !== NONE) continue;
    if (isInHead[above] === 1) {
      headOf[node] = headOf[above]!;
      isInHead[node] = 1;
    } else if (isNew[node] === 1) {
      const makesRoom = largestBelow[node] !== NONE || isTable[above] === 1;
      if (makesRoom || isTableOf(above, node)) {
        const owner = isTable[above] === 1 ? headOf[above]! : largestBelow[above]!;
        headOf[node] = largestBelow[node] === NONE ? owner : largestBelow[node]!;
        isTable[node] = 1;
        tables.add(node);
      } else {
        headOf[node] = node;
        isInHead[node] = 1;
        heads.add(node);
      }
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
