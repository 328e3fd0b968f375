import type { DominatorTree } from './dominators.ts';
import type { HeapGraph } from './heap-graph.ts';
import { largest } from './largest.ts';
import { structureTypes } from './structure.ts';

/**
 * The objects that hold most, where it comes together: an object that holds much only because one
 * below it does is on the way there, and left out. (Eclipse's Memory Analyzer calls it so.)
 */
export function accumulations(
  graph: HeapGraph,
  { order, dominator }: DominatorTree,
  retained: Float64Array,
  top: number,
): number[] {
  const { nodeCount, nodeType } = graph;
  const structure = structureTypes(graph);
  const largestBelow = new Float64Array(nodeCount);
  for (let i = order.length - 1; i > 0; i--) {
    const node = order[i]!;
    const above = dominator[node]!;
    const size = structure[nodeType[node]!] === 1 ? largestBelow[node]! : retained[node]!;
    if (size > largestBelow[above]!) largestBelow[above] = size;
  }
  return largest(nodeCount, top, (node) => {
    const isOnTheWay = largestBelow[node]! > MOST_IN_ONE * retained[node]!;
    return structure[nodeType[node]!] === 1 || isOnTheWay ? 0 : retained[node]!;
  });
}

/** With less than this share in its largest part, the object is where the parts come together. */
const MOST_IN_ONE = 0.8;
