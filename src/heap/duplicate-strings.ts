import type { HeapGraph } from './heap-graph.ts';
import { largest } from './largest.ts';
import { visibleText } from './printable.ts';

export interface DuplicateStrings {
  /** Of all texts that are there more than once: what would be freed if each were there once. */
  readonly wastedBytes: number;
  /** How many texts that are. */
  readonly texts: number;
  /** What wastes most, first. */
  readonly top: readonly DuplicateString[];
}

export interface DuplicateString {
  readonly text: string;
  readonly count: number;
  readonly bytes: number;
  readonly wastedBytes: number;
}

/**
 * Strings of the same text that are objects of their own. V8 writes a text once, however many objects
 * have it, so that equal names are equal numbers. Pieces and concatenations have no text of their own
 * and are left out.
 */
export function duplicateStrings(graph: HeapGraph, top: number): DuplicateStrings {
  const { nodeCount, nodeType, nodeName, selfSize, strings } = graph;
  const type = graph.nodeTypes.indexOf('string');
  const counts = new Uint32Array(strings.count);
  const bytes = new Float64Array(strings.count);
  const most = new Float64Array(strings.count);
  for (let node = 0; node < nodeCount; node++) {
    if (nodeType[node] !== type) continue;
    const text = nodeName[node]!;
    const size = selfSize[node]!;
    counts[text]!++;
    bytes[text]! += size;
    if (size > most[text]!) most[text] = size;
  }
  const repeated = new Uint32Array(strings.count);
  let wastedBytes = 0;
  let texts = 0;
  for (let text = 0; text < strings.count; text++) {
    if (counts[text]! < 2 || mayDiffer(text)) continue;
    repeated[text] = 1;
    wastedBytes += bytes[text]! - most[text]!;
    texts++;
  }
  // V8 cuts what it writes of a text at 1,024 characters, so longer ones may differ behind that: they
  // count as equal where all are of one size.
  function mayDiffer(text: number): boolean {
    if (most[text]! < CUT_AT || bytes[text] === most[text]! * counts[text]!) return false;
    return strings.get(text).length >= CUT_AT;
  }
  return {
    wastedBytes,
    texts,
    top: largest(strings.count, top, (text) =>
      repeated[text] === 1 ? bytes[text]! - most[text]! : 0,
    ).map((text) => ({
      text: visibleText(strings.get(text)),
      count: counts[text]!,
      bytes: bytes[text]!,
      wastedBytes: bytes[text]! - most[text]!,
    })),
  };
}

const CUT_AT = 1024;
