import { internalNames } from './edge-names.ts';
import type { HeapGraph } from './heap-graph.ts';

/** The functions that were made in a context, in the order of their nodes. */
export type ClosuresOfContexts = (context: number) => Iterable<number>;

/**
 * In one pass over all closures, without a Map: of tens of millions of nodes, only what is written is
 * memory that is taken.
 */
export function closuresOfContexts(graph: HeapGraph): ClosuresOfContexts {
  const { nodeCount, nodeType, nodeTypes, firstEdge, edgeType, edgeTypes, edgeName, edgeTo } =
    graph;
  const closure = nodeTypes.indexOf('closure');
  const internal = edgeTypes.indexOf('internal');
  const { context } = internalNames(graph, 'closure', ['context']);
  // By context and by closure; 0 is the root, which is no closure.
  const first = new Uint32Array(nodeCount);
  const next = new Uint32Array(nodeCount);
  for (let node = nodeCount - 1; node > 0; node--) {
    if (nodeType[node] !== closure) continue;
    for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
      if (edgeType[edge] !== internal || edgeName[edge] !== context) continue;
      const to = edgeTo[edge]!;
      next[node] = first[to]!;
      first[to] = node;
      break;
    }
  }
  return function* (node) {
    for (let at = first[node]!; at !== 0; at = next[at]!) yield at;
  };
}
