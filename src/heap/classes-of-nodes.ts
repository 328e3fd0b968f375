import type { HeapGraph } from './heap-graph.ts';
import { NO_INDEX } from './no-index.ts';
import { visibleText } from './printable.ts';

/** By node, the number of its class; by number, the class's name. */
export interface ClassesOfNodes {
  readonly classOf: Uint32Array;
  readonly names: readonly string[];
}

/**
 * Classes as DevTools names them: objects by their constructor, what V8 makes for itself by its kind
 * in brackets.
 */
export function classesOfNodes(graph: HeapGraph): ClassesOfNodes {
  const { nodeTypes, strings } = graph;
  const names: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, names.length);
    return names.push(name) - 1;
  };
  const byType = Uint32Array.from(nodeTypes, (type) =>
    NAMED.has(type) ? NO_INDEX : numberOf(bracketed(type)),
  );
  const used = usedNames(graph, byType);
  const byName = new Uint32Array(strings.count);
  const ofSynthetic = new Uint32Array(strings.count);
  for (const name of placesOf(used)) {
    const text = strings.get(name);
    if ((used[name]! & BY_OTHERS) !== 0) byName[name] = numberOf(named(text));
    if ((used[name]! & BY_SYNTHETIC) !== 0) ofSynthetic[name] = numberOf(rootsOrNamed(text));
  }
  const classOf = classNumbers(graph, byType, byName, ofSynthetic);
  tellDetached(graph, byType, classOf, (number) =>
    names[number]!.startsWith(DETACHED_PREFIX)
      ? number
      : numberOf(DETACHED_PREFIX + names[number]!),
  );
  return { classOf, names };
}

const BY_OTHERS = 1;
const BY_SYNTHETIC = 2;

/** By name, what kinds of nodes have it, of those whose class it is. */
function usedNames(
  { nodeCount, nodeType, nodeTypes, nodeName, strings }: HeapGraph,
  byType: Uint32Array,
): Uint8Array {
  const synthetic = nodeTypes.indexOf('synthetic');
  const used = new Uint8Array(strings.count);
  for (let node = 0; node < nodeCount; node++) {
    const type = nodeType[node]!;
    if (byType[type] !== NO_INDEX) continue;
    const name = nodeName[node]!;
    used[name] = used[name]! | (type === synthetic ? BY_SYNTHETIC : BY_OTHERS);
  }
  return used;
}

/** Where something is. */
function placesOf(values: Uint8Array): number[] {
  const places: number[] = [];
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) places.push(i);
  return places;
}

function classNumbers(
  { nodeCount, nodeType, nodeTypes, nodeName }: HeapGraph,
  byType: Uint32Array,
  byName: Uint32Array,
  ofSynthetic: Uint32Array,
): Uint32Array {
  const synthetic = nodeTypes.indexOf('synthetic');
  const classOf = new Uint32Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const type = nodeType[node]!;
    const number = byType[type]!;
    const names = type === synthetic ? ofSynthetic : byName;
    classOf[node] = number === NO_INDEX ? names[nodeName[node]!]! : number;
  }
  return classOf;
}

/** Gives the detached ones that are named the class that `detached` has for theirs. */
function tellDetached(
  { detachedness, nodeType, nodeTypes }: HeapGraph,
  byType: Uint32Array,
  classOf: Uint32Array,
  detached: (number: number) => number,
): void {
  if (detachedness === null) return;
  const synthetic = nodeTypes.indexOf('synthetic');
  for (let node = detachedness.indexOf(DETACHED); node !== -1; ) {
    const type = nodeType[node]!;
    if (byType[type] === NO_INDEX && type !== synthetic) classOf[node] = detached(classOf[node]!);
    node = detachedness.indexOf(DETACHED, node + 1);
  }
}

/** Their name is that of their constructor, or what the embedder calls them. */
const NAMED = new Set(['object', 'native', 'wasm object', 'synthetic']);

/** A DOM node that no document holds any more. */
export const DETACHED = 2;
const DETACHED_PREFIX = 'Detached ';

function bracketed(type: string): string {
  if (type === 'hidden') return '(system)';
  if (type === 'code') return '(compiled code)';
  return type === 'regexp' ? 'RegExp' : `(${type})`;
}

/** V8's roots are in brackets, and of one class; what else is synthetic is the embedder's. */
export const ROOTS = '(roots)';

const rootsOrNamed = (text: string): string =>
  /^(\(|$|C\+\+ .*roots$)/.test(text) ? ROOTS : named(text);

/** Of an element, Chrome writes the attributes, too: `<div class="row" …>`. */
function named(text: string): string {
  if (text === '') return '(no name)';
  const element = /^(Detached )?<([\w-]+)/.exec(text);
  if (element !== null) return `${element[1] ?? ''}<${element[2]}>`;
  return visibleText(text);
}
