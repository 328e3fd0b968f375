import type { HeapGraph } from './heap-graph.ts';

/**
 * The numbers of the texts by which nodes of one type name their internal edges, for comparing names
 * without decoding them; -1 where there is none. Each name is read once, until all are found.
 */
export function internalNames<const Name extends string>(
  { strings, nodeCount, nodeType, nodeTypes, firstEdge, edgeName, edgeType, edgeTypes }: HeapGraph,
  from: string,
  names: readonly Name[],
): Readonly<Record<Name, number>> {
  const type = nodeTypes.indexOf(from);
  const internal = edgeTypes.indexOf('internal');
  const seen = new Uint8Array(strings.count);
  const found = Object.fromEntries(names.map((name) => [name, -1])) as Record<Name, number>;
  let missing = names.length;
  for (let node = 0; node < nodeCount && missing > 0; node++) {
    if (nodeType[node] !== type) continue;
    for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
      if (edgeType[edge] !== internal) continue;
      const number = edgeName[edge]!;
      if (seen[number] === 1) continue;
      seen[number] = 1;
      const text = strings.get(number) as Name;
      if (found[text] !== -1) continue;
      found[text] = number;
      missing--;
    }
  }
  return found;
}
