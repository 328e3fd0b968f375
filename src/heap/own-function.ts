import type { ExaminedHeap } from './examined-heap.ts';
import { placeIn } from './heap-steps.ts';
import { visibleText } from './printable.ts';
import type { Place } from './sources.ts';

/** A function of the program that is a property of an object: what a timer calls, or who listens. */
export interface OwnFunction {
  readonly property: string;
  readonly place: Place;
}

/** The first; null where an object has none. What all of a class have is on its prototype. */
export function ownFunction(heap: ExaminedHeap, node: number): OwnFunction | null {
  const { firstEdge, edgeTo, edgeType, edgeTypes, edgeName, nodeType, nodeTypes, strings } =
    heap.graph;
  const property = edgeTypes.indexOf('property');
  const closure = nodeTypes.indexOf('closure');
  if (nodeType[node] === closure) return null;
  for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
    const to = edgeTo[edge]!;
    if (edgeType[edge] !== property || nodeType[to] !== closure) continue;
    const place = placeIn(heap, to);
    if (place === null || place.file.startsWith('node:')) continue;
    const name = strings.get(edgeName[edge]!);
    // A class that extends a function has it for its prototype.
    if (name !== '__proto__' && name !== 'constructor') {
      return { property: visibleText(name), place };
    }
  }
  return null;
}
