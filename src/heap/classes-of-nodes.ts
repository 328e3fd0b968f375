import type { HeapGraph } from './heap-graph.ts';
import { NO_INDEX } from './no-index.ts';
import { once } from './once.ts';
import { visibleText } from './printable.ts';

/** Classes by their number. */
export interface ClassesOfNodes {
  /** Found when it is asked for. */
  numberOf(node: number): number;
  /** By number, of all that was asked for. */
  readonly names: readonly string[];
  /** Of every node, found when it is first asked for. */
  readonly all: AllClasses;
}

export interface AllClasses {
  readonly classOf: Uint32Array;
  /** By number. */
  readonly names: readonly string[];
}

/**
 * Classes as DevTools names them: objects by their constructor, what V8 makes for itself by its kind
 * in brackets.
 */
export function classesOfNodes(graph: HeapGraph): ClassesOfNodes {
  const { nodeCount, nodeType, nodeTypes, nodeName, strings, detachedness } = graph;
  const names: string[] = [];
  const numbers = new Map<string, number>();
  const numbered = (name: string): number => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, names.length);
    return names.push(name) - 1;
  };
  const synthetic = nodeTypes.indexOf('synthetic');
  const byType = Uint32Array.from(nodeTypes, (type) =>
    NAMED.has(type) ? NO_INDEX : numbered(bracketed(type)),
  );
  // One more than the number; 0 where nobody has asked.
  const byName = new Uint32Array(strings.count);
  const ofSynthetic = new Uint32Array(strings.count);
  const detached = new Map<number, number>();

  function numberOf(node: number): number {
    const type = nodeType[node]!;
    if (byType[type] !== NO_INDEX) return byType[type]!;
    const known = type === synthetic ? ofSynthetic : byName;
    const name = nodeName[node]!;
    if (known[name] === 0) {
      const text = strings.get(name);
      known[name] = 1 + numbered(type === synthetic ? rootsOrNamed(text) : named(text));
    }
    const number = known[name]! - 1;
    return detachedness?.[node] === DETACHED && type !== synthetic ? ofDetached(number) : number;
  }

  function ofDetached(attached: number): number {
    const known = detached.get(attached);
    if (known !== undefined) return known;
    const name = names[attached]!;
    const number = name.startsWith(DETACHED_PREFIX) ? attached : numbered(DETACHED_PREFIX + name);
    detached.set(attached, number);
    return number;
  }

  const allClasses = once((): AllClasses => {
    const classOf = new Uint32Array(nodeCount);
    for (let node = 0; node < nodeCount; node++) classOf[node] = numberOf(node);
    return { classOf, names };
  });
  return {
    numberOf,
    names,
    get all() {
      return allClasses();
    },
  };
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
