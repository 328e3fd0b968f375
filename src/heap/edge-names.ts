import type { HeapGraph } from './heap-graph.ts';

/** Whether an edge's name is a number of its own, and not a text. */
export function numericEdgeTypes({ edgeTypes }: HeapGraph): readonly boolean[] {
  return edgeTypes.map((type) => type === 'element' || type === 'hidden');
}

/** The number of a text, for comparing names without decoding them; -1 where the heap hasn't got it. */
export function textNumbers<const Name extends string>(
  { strings, edgeName, edgeType, edgeTypes, edgeCount }: HeapGraph,
  type: string,
  names: readonly Name[],
): Readonly<Record<Name, number>> {
  const wanted = edgeTypes.indexOf(type);
  const seen = new Uint8Array(strings.count);
  const found = Object.fromEntries(names.map((name) => [name, -1])) as Record<Name, number>;
  let missing = names.length;
  for (let edge = 0; edge < edgeCount && missing > 0; edge++) {
    if (edgeType[edge] !== wanted) continue;
    const number = edgeName[edge]!;
    if (seen[number] === 1) continue;
    seen[number] = 1;
    const text = strings.get(number) as Name;
    if (found[text] === -1) {
      found[text] = number;
      missing--;
    }
  }
  return found;
}
