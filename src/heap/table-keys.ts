import type { HeapGraph } from './heap-graph.ts';

/** In a hash table, the text that is the key of a value. */
export function keyOf(graph: HeapGraph, table: number, value: number): string | null {
  for (let edge = graph.firstEdge[table]!; edge < graph.firstEdge[table + 1]!; edge++) {
    const key = graph.edgeTo[edge] === value ? keyBefore(graph, table, edge) : null;
    if (key !== null) return key;
  }
  return null;
}

/** The same of the value that an edge leads to: a key stands right before, and places are in order. */
export function keyBefore(graph: HeapGraph, table: number, edge: number): string | null {
  const { firstEdge, edgeTo, edgeName, edgeType, edgeTypes, nodeType, nodeTypes, nodeName } = graph;
  const internal = edgeTypes.indexOf('internal');
  if (nodeTypes[nodeType[table]!] !== 'array' || edgeType[edge] !== internal) return null;
  const placeOf = (at: number): number => Number(graph.strings.get(edgeName[at]!));
  const wanted = placeOf(edge) - 1;
  for (let at = edge - 1; at >= firstEdge[table]!; at--) {
    if (edgeType[at] !== internal) continue;
    const place = placeOf(at);
    if (place < wanted) return null;
    if (place !== wanted) continue;
    const key = edgeTo[at]!;
    return nodeTypes[nodeType[key]!] === 'string' ? graph.strings.get(nodeName[key]!) : null;
  }
  return null;
}
