import { followEdge, hasClass } from './graph-edges.ts';
import type { HeapGraph } from './heap-graph.ts';

export interface Promises {
  readonly count: number;
  /** Of which that is certain. */
  readonly unsettled: number;
  /** V8's numbers of those of which it is not. */
  readonly uncertain: readonly number[];
}

/** Texts are nodes as well, and each of their names is another: these are not read. */
export const isPromise = (graph: HeapGraph, node: number): boolean =>
  graph.nodeTypes[graph.nodeType[node]!] === 'object' && hasClass(graph, node, 'Promise');

/**
 * How many of the nodes are promises, and how many of them nothing has settled, as far as a snapshot tells:
 * a settled one leads to its result; one that is settled with a small integer or with `undefined` leads
 * nowhere, as does a pending one that nobody waits for.
 */
export function countPromises(graph: HeapGraph, nodes: Iterable<number>): Promises {
  let count = 0;
  let unsettled = 0;
  const uncertain: number[] = [];
  for (const node of nodes) {
    if (!isPromise(graph, node)) continue;
    count++;
    const result = followEdge(graph, node, 'reactions_or_result');
    if (result === null) uncertain.push(graph.nodeId[node]!);
    else if (hasClass(graph, result, 'system / PromiseReaction')) unsettled++;
  }
  return { count, unsettled, uncertain };
}
