import { dominators } from '../../src/heap/dominators.ts';
import type { HeapGraph } from '../../src/heap/heap-graph.ts';
import { retainedSizes } from '../../src/heap/retained-sizes.ts';
import { strongTargets } from '../../src/heap/strong-targets.ts';
import type { DevToolsHeap } from './devtools.ts';

/** What other tools count as holding an object, where leaklab does not. */
export interface Convention {
  readonly name: string;
  /** Edges from V8's tables of strings hold what they lead to. */
  readonly stringTables: boolean;
  /** So do those from a WeakMap's table to the values. */
  readonly weakMapTables: boolean;
  /** Edges into a page don't hold, and V8's own parts are their owners' bytes. */
  readonly page: DevToolsHeap | null;
}

export const OWN: Convention = {
  name: "leaklab's",
  stringTables: false,
  weakMapTables: false,
  page: null,
};

/** leaklab's algorithm, by another convention: whether that explains all differences. */
export function sizesBy(graph: HeapGraph, convention: Convention): Float64Array {
  const strongTo = strongTargets(graph);
  const weak = graph.edgeTypes.indexOf('weak');
  const shortcut = graph.edgeTypes.indexOf('shortcut');
  const synthetic = graph.nodeTypes.indexOf('synthetic');
  const isOfPage = convention.page?.isOfPage ?? null;
  for (let node = 0; node < graph.nodeCount; node++) {
    const isRoots = graph.nodeType[node] === synthetic;
    const counts = isRoots ? convention.stringTables : convention.weakMapTables;
    for (let edge = graph.firstEdge[node]!; edge < graph.firstEdge[node + 1]!; edge++) {
      const type = graph.edgeType[edge]!;
      if (counts && type !== weak && (type !== shortcut || node === 0))
        strongTo[edge] = graph.edgeTo[edge]!;
      const isIntoPage = isOfPage?.[graph.edgeTo[edge]!] === 1 && isOfPage[node] === 0;
      if (isIntoPage && node !== 0) strongTo[edge] = 0;
    }
  }
  const sized = convention.page === null ? graph : { ...graph, selfSize: convention.page.shallow };
  return retainedSizes(sized, dominators(sized, strongTo));
}
