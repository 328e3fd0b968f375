import { ROOTS } from './classes-of-nodes.ts';
import type { ExaminedHeap } from './examined-heap.ts';
import { visibleText } from './printable.ts';
import { NO_EDGE, pathTo } from './shortest-paths.ts';

/** An object as plain data: what there is to say of it in a line. */
export interface HeapObject {
  /** V8's number of it, as DevTools writes behind an @. */
  readonly id: number;
  readonly class: string;
  /** A string's text, a function's name, what V8 calls its own; null of all else. */
  readonly text: string | null;
  readonly bytes: number;
  readonly retainedBytes: number;
}

/** One object of a path from the root, and the edge that leads to it. */
export interface HeapStep {
  /** Null of the root. */
  readonly edge: { readonly type: string; readonly name: string } | null;
  readonly object: HeapObject;
}

export function heapObject({ graph, classes, retained }: ExaminedHeap, node: number): HeapObject {
  const type = graph.nodeTypes[graph.nodeType[node]!] ?? '';
  const name = visibleText(graph.strings.get(graph.nodeName[node]!)).replace(/^system \/ /, '');
  const className = classes.names[classes.classOf[node]!]!;
  return {
    id: graph.nodeId[node]!,
    class: className === ROOTS ? name || '(root)' : className,
    text: NAMED_BY_TEXT.has(type) && name !== '' ? name : null,
    bytes: graph.selfSize[node]!,
    retainedBytes: retained[node]!,
  };
}

const NAMED_BY_TEXT = new Set([
  ...['string', 'concatenated string', 'sliced string', 'closure', 'code', 'symbol', 'regexp'],
  'hidden',
]);

/** From the root to the node; empty where no strong edge leads to it. */
export function stepsTo(heap: ExaminedHeap, node: number): HeapStep[] {
  return pathTo(heap.paths, node).map((at) => {
    const edge = heap.paths.edge[at]!;
    return {
      edge: edge === NO_EDGE ? null : edgeText(heap, edge),
      object: heapObject(heap, at),
    };
  });
}

function edgeText({ graph }: ExaminedHeap, edge: number): NonNullable<HeapStep['edge']> {
  const { edgeType, edgeTypes, edgeName, strings } = graph;
  const type = edgeTypes[edgeType[edge]!] ?? '';
  const name = edgeName[edge]!;
  const isNumber = type === 'element' || type === 'hidden';
  return { type, name: isNumber ? String(name) : visibleText(strings.get(name)) };
}
