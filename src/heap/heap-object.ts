import { ROOTS } from './classes-of-nodes.ts';
import type { ExaminedHeap } from './examined-heap.ts';
import { visibleText } from './printable.ts';

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

export function heapObject({ graph, classes, retained }: ExaminedHeap, node: number): HeapObject {
  const type = graph.nodeTypes[graph.nodeType[node]!] ?? '';
  const name = visibleText(graph.strings.get(graph.nodeName[node]!)).replace(/^system \/ /, '');
  const className = classes.names[classes.numberOf(node)]!;
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
