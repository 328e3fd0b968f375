import type { HeapGraph } from './heap-graph.ts';

/**
 * By half of its number, whether an object is in a heap: V8's numbers of objects are odd, and dense.
 * Even ones are addresses of Node's own structures, which are no objects and change between snapshots.
 */
export type Presence = Uint8Array;

export function presence({ nodeCount, nodeId }: HeapGraph): Presence {
  let last = 0;
  for (let node = 0; node < nodeCount; node++) {
    const id = nodeId[node]!;
    if ((id & 1) === 1 && id > last) last = id;
  }
  const isThere = new Uint8Array((last >>> 1) + 1);
  for (let node = 0; node < nodeCount; node++) {
    const id = nodeId[node]!;
    if ((id & 1) === 1) isThere[id >>> 1] = THERE;
  }
  return isThere;
}

/** By node, 1 of the objects of a heap that the one before has not, and of those that are gone in it. */
export function exchanged(
  before: HeapGraph,
  presence: Presence,
  after: HeapGraph,
): { readonly isBorn: Uint8Array; readonly hasDied: Uint8Array } {
  const isThere = presence.slice();
  const isBorn = newcomersTo(isThere, after);
  return { isBorn, hasDied: thoseLeft(isThere, before) };
}

// Both are written out without calls for each node: they run where nothing is optimised.

/** Objects that are not there; marks those that are as `STAYED`. */
function newcomersTo(isThere: Presence, after: HeapGraph): Uint8Array {
  const { nodeCount, nodeId, selfSize, nodeType, nodeTypes } = after;
  const synthetic = nodeTypes.indexOf('synthetic');
  const known = isThere.length;
  const isBorn = new Uint8Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const id = nodeId[node]!;
    if ((id & 1) === 0) continue;
    const half = id >>> 1;
    if (half < known && isThere[half] !== 0) isThere[half] = STAYED;
    else if (nodeType[node] !== synthetic && selfSize[node]! > 0) isBorn[node] = 1;
  }
  return isBorn;
}

/** Objects that did not stay. */
function thoseLeft(isThere: Presence, before: HeapGraph): Uint8Array {
  const { nodeCount, nodeId, selfSize, nodeType, nodeTypes } = before;
  const synthetic = nodeTypes.indexOf('synthetic');
  const hasDied = new Uint8Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const id = nodeId[node]!;
    if ((id & 1) === 0 || isThere[id >>> 1] === STAYED) continue;
    if (nodeType[node] !== synthetic && selfSize[node]! > 0) hasDied[node] = 1;
  }
  return hasDied;
}

const THERE = 1;
/** In both heaps. */
const STAYED = 2;
