import type { HeapGraph } from './heap-graph.ts';
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
  const { nodeCount, nodeType, nodeName, nodeTypes, strings, detachedness } = graph;
  const names: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, names.length);
    return names.push(name) - 1;
  };
  const synthetic = nodeTypes.indexOf('synthetic');
  const isNamed = Uint8Array.from(nodeTypes, (type) => (NAMED.has(type) ? 1 : 0));
  const byType = nodeTypes.map((type) => (NAMED.has(type) ? UNKNOWN : numberOf(bracketed(type))));
  const byName = new Uint32Array(strings.count).fill(UNKNOWN);
  const detached = new Map<number, number>();
  const classOf = new Uint32Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const type = nodeType[node]!;
    if (isNamed[type] === 0) {
      classOf[node] = byType[type]!;
      continue;
    }
    const name = nodeName[node]!;
    if (type === synthetic) {
      classOf[node] = numberOf(rootsOrNamed(strings.get(name)));
      continue;
    }
    if (byName[name] === UNKNOWN) byName[name] = numberOf(named(strings.get(name)));
    let number = byName[name]!;
    if (detachedness?.[node] === DETACHED && !names[number]!.startsWith(DETACHED_PREFIX)) {
      const attached = number;
      number = detached.get(attached) ?? numberOf(DETACHED_PREFIX + names[attached]!);
      detached.set(attached, number);
    }
    classOf[node] = number;
  }
  return { classOf, names };
}

const UNKNOWN = 0xffffffff;

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
