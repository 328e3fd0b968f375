import type { ClosuresOfContexts } from './closures-of-contexts.ts';
import { followEdge, hasClass, targets } from './graph-edges.ts';
import type { HeapGraph } from './heap-graph.ts';
import { MODULE } from './module-exports.ts';

/** Where a function or a scope stands; line and column count from 1 and are null where unknown. */
export interface Place {
  readonly function: string | null;
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
}

/** Finds the source of functions, scopes and modules in a snapshot. */
export interface Sources {
  /** Null for what is none of these, or of V8's own. */
  placeOf(node: number): Place | null;
  /** Whether it is the outermost scope of a module, of either kind. */
  isModuleScope(node: number): boolean;
  /** Whether it is an array, or of a class that extends Array. */
  isArray(node: number): boolean;
  /** Of the class of an object; null where it has none, or one of V8's own. */
  constructorFile(node: number): string | null;
}

/** `closures` is asked for when the first scope is. */
export function createSources(graph: HeapGraph, closures: () => ClosuresOfContexts): Sources {
  const { nodeType, nodeTypes, nodeName, strings, locations } = graph;
  const closure = nodeTypes.indexOf('closure');
  const fileOfContext = new Map<number, string | null>();

  function fileOf(node: number): string | null {
    const shared = followEdge(graph, node, 'shared');
    if (shared === null) return null;
    // Of a script that a debugger has looked at, its debug information comes between.
    const script = SCRIPT_EDGES.map((name) => followEdge(graph, shared, name)).find(
      (found) => found !== null,
    );
    if (script == null) return null;
    const name = followEdge(graph, script, 'name');
    const file = name === null ? '' : strings.get(nodeName[name]!);
    return file === '' ? null : file;
  }

  function ofClosure(node: number): Place | null {
    const file = fileOf(node);
    if (file === null) return null;
    const at = indexOf(locations.node, node);
    return {
      function: strings.get(nodeName[node]!) || null,
      file,
      line: at === -1 ? null : locations.line[at]! + 1,
      column: at === -1 ? null : locations.column[at]! + 1,
    };
  }

  /** By any function that was made in it, and is of a file: of `eval`, none is. */
  function fileOfScope(node: number): string | null {
    const known = fileOfContext.get(node);
    if (known !== undefined) return known;
    let file: string | null = null;
    for (const made of closures()(node)) {
      file = fileOf(made);
      if (file !== null) break;
    }
    fileOfContext.set(node, file);
    return file;
  }

  const inFile = (file: string | null): Place | null =>
    file === null ? null : { function: null, file, line: null, column: null };

  const ofScope = (node: number): Place | null => inFile(fileOfScope(node));

  /** By a function of its own, that which it runs as, or any that was made in its outermost scope. */
  function ofModule(node: number): Place | null {
    for (const to of targets(graph, node)) {
      const made = nodeType[to] === closure ? to : followEdge(graph, to, 'function');
      const context = followEdge(graph, to, 'context');
      const file =
        (made === null ? null : fileOf(made)) ?? (context === null ? null : fileOfScope(context));
      if (file !== null) return inFile(file);
    }
    return null;
  }

  /** Where its function is: of an async one, V8 keeps what it waits with in such an object. */
  function ofGenerator(node: number): Place | null {
    const made = followEdge(graph, node, 'function');
    return made === null || nodeType[made] !== closure ? null : ofClosure(made);
  }

  /** Node's own object of it has the path. */
  function ofCommonJs(node: number): Place | null {
    const name = followEdge(graph, node, 'filename');
    const file = name === null ? '' : strings.get(nodeName[name]!);
    return IS_PATH.test(file) ? inFile(file) : null;
  }

  return {
    placeOf(node) {
      if (nodeType[node] === closure) return ofClosure(node);
      switch (strings.get(nodeName[node]!)) {
        case CONTEXT:
          return ofScope(node);
        case MODULE:
          return ofModule(node);
        case 'Module':
          return ofCommonJs(node);
        case GENERATOR:
          return ofGenerator(node);
        default:
          return null;
      }
    },
    isModuleScope(node) {
      if (!hasClass(graph, node, CONTEXT) || ofScope(node) === null) return false;
      const outer = followEdge(graph, node, 'previous');
      return outer !== null && hasClass(graph, outer, 'system / NativeContext');
    },
    isArray(node) {
      if (hasClass(graph, node, 'Array')) return true;
      let prototype = followEdge(graph, node, '__proto__');
      for (let depth = 0; prototype !== null && depth < DEEPEST; depth++) {
        if (hasClass(graph, prototype, 'Array')) return true;
        const made = followEdge(graph, prototype, 'constructor');
        if (made !== null && nodeType[made] === closure && hasClass(graph, made, 'Array'))
          return true;
        prototype = followEdge(graph, prototype, '__proto__');
      }
      return false;
    },
    constructorFile(node) {
      const prototype = followEdge(graph, node, '__proto__');
      const made = prototype === null ? null : followEdge(graph, prototype, 'constructor');
      return made === null || nodeType[made] !== closure ? null : fileOf(made);
    },
  };
}

const IS_PATH = /^(\/|[A-Za-z]:[\\/])/;
/** Of classes that extend each other. */
const DEEPEST = 16;
const SCRIPT_EDGES = ['script_or_debug_info', 'script'];
const CONTEXT = 'system / Context';
const GENERATOR = 'Generator';

function indexOf(sorted: Uint32Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] === value) return middle;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
