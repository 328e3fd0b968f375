import type { AllClasses } from './classes-of-nodes.ts';
import type { Dominated } from './dominated.ts';
import { walkDominated } from './dominated.ts';
import type { DominatorTree } from './dominators.ts';
import type { HeapGraph } from './heap-graph.ts';

export interface HeapClass {
  readonly name: string;
  readonly count: number;
  readonly bytes: number;
  /** What would be freed with all of them: what one holds that is held by another counts once. */
  readonly retainedBytes: number;
}

/** Largest first. */
export function heapClasses(
  { nodeCount, selfSize }: HeapGraph,
  { classOf, names }: AllClasses,
  tree: DominatorTree,
  dominated: Dominated,
  retained: Float64Array,
): HeapClass[] {
  const count = new Float64Array(names.length);
  const bytes = new Float64Array(names.length);
  const retainedBytes = new Float64Array(names.length);
  for (let node = 0; node < nodeCount; node++) {
    count[classOf[node]!]!++;
    bytes[classOf[node]!]! += selfSize[node]!;
  }
  // Of the class, how many are open above in the tree.
  const above = new Uint32Array(names.length);
  walkDominated(
    tree,
    dominated,
    (node) => {
      const number = classOf[node]!;
      if (above[number]!++ === 0) retainedBytes[number]! += retained[node]!;
    },
    (node) => {
      above[classOf[node]!]!--;
    },
  );
  return names
    .map((name, i) => ({
      name,
      count: count[i]!,
      bytes: bytes[i]!,
      retainedBytes: retainedBytes[i]!,
    }))
    .filter(({ count }) => count > 0)
    .sort(
      (a, b) => b.retainedBytes - a.retainedBytes || b.bytes - a.bytes || order(a.name, b.name),
    );
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
