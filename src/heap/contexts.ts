import { DETACHED } from './classes-of-nodes.ts';
import type { ClosuresOfContexts } from './closures-of-contexts.ts';
import type { HeapGraph } from './heap-graph.ts';
import { largest } from './largest.ts';
import { visibleText } from './printable.ts';

/** The variables that closures share: they live for as long as any of the closures does. */
export interface ClosureContext {
  readonly node: number;
  /** The one that holds most, first. */
  readonly variables: readonly ContextVariable[];
  /** Of those functions that have it for their context, a few. */
  readonly closures: readonly number[];
  readonly closureCount: number;
}

export interface ContextVariable {
  readonly name: string;
  readonly node: number;
}

/** Contexts that retain most. They alone have edges of the type `context`: their variables. */
export function largestContexts(
  graph: HeapGraph,
  retained: Float64Array,
  closuresOf: ClosuresOfContexts,
  top: number,
): ClosureContext[] {
  const { nodeCount, edgeTypes, strings } = graph;
  const variable = edgeTypes.indexOf('context');
  const found = largest(nodeCount, top, (node) => {
    for (let edge = graph.firstEdge[node]!; edge < graph.firstEdge[node + 1]!; edge++) {
      if (graph.edgeType[edge] === variable) return retained[node]!;
    }
    return 0;
  });
  const variables = (node: number): ContextVariable[] => {
    const all: ContextVariable[] = [];
    for (let edge = graph.firstEdge[node]!; edge < graph.firstEdge[node + 1]!; edge++) {
      if (graph.edgeType[edge] !== variable) continue;
      const text = strings.get(graph.edgeName[edge]!);
      all.push({ name: visibleText(text), node: graph.edgeTo[edge]! });
    }
    return all.sort((a, b) => retained[b.node]! - retained[a.node]!).slice(0, MOST_VARIABLES);
  };
  return found.map((node) => {
    const closures = [...closuresOf(node)];
    return {
      node,
      variables: variables(node),
      closures: closures.slice(0, MOST_CLOSURES),
      closureCount: closures.length,
    };
  });
}

const MOST_VARIABLES = 5;
const MOST_CLOSURES = 3;

export interface DetachedNodes {
  readonly count: number;
  readonly bytes: number;
  /** Those that retain most. */
  readonly top: readonly number[];
}

/** DOM nodes that are in no document any more; null where the snapshot doesn't tell of any. */
export function detachedNodes(
  { nodeCount, selfSize, detachedness }: HeapGraph,
  retained: Float64Array,
  top: number,
): DetachedNodes | null {
  if (detachedness === null) return null;
  let count = 0;
  let bytes = 0;
  for (let node = 0; node < nodeCount; node++) {
    if (detachedness[node] !== DETACHED) continue;
    count++;
    bytes += selfSize[node]!;
  }
  return {
    count,
    bytes,
    top: largest(nodeCount, top, (node) =>
      detachedness[node] === DETACHED ? Math.max(1, retained[node]!) : 0,
    ),
  };
}
