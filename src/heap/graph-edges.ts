import type { HeapGraph } from './heap-graph.ts';

/** Where the first edge of this name leads; null where there is none. */
export function followEdge(graph: HeapGraph, node: number, name: string): number | null {
  const { firstEdge, edgeType, edgeTypes, edgeName, edgeTo, strings } = graph;
  for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
    if (NAMED.has(edgeTypes[edgeType[edge]!]!) && strings.get(edgeName[edge]!) === name) {
      return edgeTo[edge]!;
    }
  }
  return null;
}

const NAMED = new Set(['property', 'context', 'internal', 'weak', 'shortcut']);

export const hasClass = ({ nodeName, strings }: HeapGraph, node: number, name: string): boolean =>
  strings.get(nodeName[node]!) === name;

export const targets = ({ firstEdge, edgeTo }: HeapGraph, node: number): Uint32Array =>
  edgeTo.subarray(firstEdge[node], firstEdge[node + 1]);
