import type { DominatorTree } from './dominators.ts';
import type { ExaminedHeap } from './examined-heap.ts';
import { structureTypes } from './structure.ts';

export interface GrowthHeads {
  /** All that is new. */
  readonly born: Uint32Array;
  readonly heads: Uint32Array;
  /** By new node: the head under which it counts; 0 of others. */
  readonly headOf: Uint32Array;
  /** New tables that only make room for heads. */
  readonly tables: Uint32Array;
}

/** The root is never new: nothing counts under it. Memory that says so is never touched. */
const NONE = 0;

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
  const { dominator } = tree;
  const structure = structureTypes(graph);
  const isPart = (node: number): boolean => structure[nodeType[node]!] === 1;
  const born = newOnes(tree, isNew);
  const headOf = new Uint32Array(nodeCount);
  const heads = nodeList(nodeCount);
  const lookUp = lookingUp(dominator, isNew, headOf);
  for (let i = 0; i < born.length; i++) {
    const node = born[i]!;
    const above = lookUp(node);
    if (above !== NONE) {
      headOf[node] = above;
    } else if (!isPart(node)) {
      headOf[node] = node;
      heads.add(node);
    }
  }
  const largestBelow = largestHeads(heads.all(), tree, retained);
  const array = nodeTypes.indexOf('array');
  // An object leads to its properties and elements itself, beside the table that they stand in.
  const isTableOf = (owner: number, part: number): boolean => {
    const head = largestBelow[owner]!;
    return nodeType[part] === array && head !== NONE && dominator[head] === owner && !isPart(owner);
  };
  const tables = nodeList(nodeCount);
  const isTable = new Uint8Array(nodeCount);
  const partHead = new Uint32Array(nodeCount);
  const lookUpParts = lookingUp(dominator, isNew, partHead);
  for (let i = 0; i < born.length; i++) {
    const node = born[i]!;
    if (headOf[node] !== NONE) continue;
    const above = dominator[node]!;
    const head = lookUpParts(node);
    if (head !== NONE) {
      headOf[node] = head;
      partHead[node] = head;
      continue;
    }
    const makesRoom = largestBelow[node] !== NONE || isTable[above] === 1;
    if (makesRoom || isTableOf(above, node)) {
      const owner = isTable[above] === 1 ? headOf[above]! : largestBelow[above]!;
      headOf[node] = largestBelow[node] === NONE ? owner : largestBelow[node]!;
      isTable[node] = 1;
      tables.add(node);
    } else {
      headOf[node] = node;
      partHead[node] = node;
      heads.add(node);
    }
  }
  return { born, heads: heads.all(), headOf, tables: tables.all() };
}

/** Dominators first. */
function newOnes({ order }: DominatorTree, isNew: Uint8Array): Uint32Array {
  const born = nodeList(order.length);
  for (let i = 1; i < order.length; i++) if (isNew[order[i]!] === 1) born.add(order[i]!);
  return born.all();
}

/**
 * What is known of the nearest new node that dominates a node; of the old ones between, it is noted
 * in the same place. Few are new, and so few are looked at.
 */
function lookingUp(
  dominator: Uint32Array,
  isNew: Uint8Array,
  known: Uint32Array,
): (node: number) => number {
  const isNoted = new Uint8Array(known.length);
  isNoted[0] = 1;
  return (node) => {
    const nearest = dominator[node]!;
    let above = nearest;
    while (isNew[above] === 0 && isNoted[above] === 0) above = dominator[above]!;
    const found = known[above]!;
    for (let between = nearest; between !== above; between = dominator[between]!) {
      isNoted[between] = 1;
      known[between] = found;
    }
    return found;
  };
}

/** By node: the head below it that retains most, of equal ones the first; 0 where there is none. */
function largestHeads(
  heads: Uint32Array,
  { dominator, order }: DominatorTree,
  retained: Float64Array,
): Uint32Array {
  const largest = new Uint32Array(dominator.length);
  // No head is below another: until the end, of itself each is the largest.
  for (let i = 0; i < heads.length; i++) largest[heads[i]!] = heads[i]!;
  for (let i = order.length - 1; i > 0; i--) {
    const head = largest[order[i]!]!;
    if (head === NONE) continue;
    const above = dominator[order[i]!]!;
    const other = largest[above]!;
    if (other === NONE || retained[head]! >= retained[other]!) largest[above] = head;
  }
  for (let i = 0; i < heads.length; i++) largest[heads[i]!] = NONE;
  return largest;
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
