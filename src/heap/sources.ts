import { followEdge, hasClass } from './graph-edges.ts';
import type { HeapGraph } from './heap-graph.ts';
import type { RetainerTree } from './retainers.ts';

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
  /** The name under which a module exports the variable in a cell. */
  exportedName(cell: number): string | null;
}

export function createSources(graph: HeapGraph, tree: RetainerTree): Sources {
  const { nodeCount, nodeType, nodeTypes, nodeName, strings, locations } = graph;
  const closure = nodeTypes.indexOf('closure');
  const fileOfContext = new Map<number, string>();
  for (let node = 0; node < nodeCount; node++) {
    if (nodeType[node] !== closure) continue;
    const file = fileOf(node);
    if (file === null) continue;
    const context = followEdge(graph, node, 'context');
    if (context !== null) fileOfContext.set(context, file);
  }

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

  const ofScope = (node: number): Place | null => {
    const file = fileOfContext.get(node);
    return file === undefined ? null : { function: null, file, line: null, column: null };
  };

  /** By any function that was made in the module's outermost scope. */
  function ofModule(node: number): Place | null {
    for (let edge = graph.firstEdge[node]!; edge < graph.firstEdge[node + 1]!; edge++) {
      const to = graph.edgeTo[edge]!;
      const context = nodeType[to] === closure ? to : followEdge(graph, to, 'context');
      if (context === null) continue;
      const place = ofScope(context) ?? (nodeType[context] === closure ? ofClosure(context) : null);
      if (place !== null) return { ...place, function: null, line: null, column: null };
      const made = followEdge(graph, to, 'function');
      const file = made === null ? null : fileOf(made);
      if (file !== null) return { function: null, file, line: null, column: null };
    }
    return null;
  }

  /** Node's own object of it has the path. */
  function ofCommonJs(node: number): Place | null {
    const name = followEdge(graph, node, 'filename');
    const file = name === null ? '' : strings.get(nodeName[name]!);
    return IS_PATH.test(file) ? { function: null, file, line: null, column: null } : null;
  }

  return {
    placeOf(node) {
      if (nodeType[node] === closure) return ofClosure(node);
      if (hasClass(graph, node, CONTEXT)) return ofScope(node);
      if (hasClass(graph, node, MODULE)) return ofModule(node);
      if (hasClass(graph, node, 'Module')) return ofCommonJs(node);
      return null;
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
    exportedName(cell) {
      const table = tree.parent[cell]!;
      const module = tree.parent[table]!;
      if (!hasClass(graph, module, MODULE)) return null;
      for (let edge = graph.firstEdge[module]!; edge < graph.firstEdge[module + 1]!; edge++) {
        const name = keyOf(graph, graph.edgeTo[edge]!, cell);
        if (name !== null) return name;
      }
      return null;
    },
  };
}

const IS_PATH = /^(\/|[A-Za-z]:[\\/])/;
/** Of classes that extend each other. */
const DEEPEST = 16;
const SCRIPT_EDGES = ['script_or_debug_info', 'script'];
const CONTEXT = 'system / Context';
export const MODULE = 'system / SourceTextModule';

/** In a hash table, a key stands right before its value. */
export function keyOf(graph: HeapGraph, table: number, value: number): string | null {
  const { firstEdge, edgeTo, edgeName, edgeType, edgeTypes, nodeType, nodeTypes, nodeName } = graph;
  if (nodeTypes[nodeType[table]!] !== 'array') return null;
  const internal = edgeTypes.indexOf('internal');
  const placeOf = (edge: number): number | null =>
    edgeType[edge] === internal ? Number(graph.strings.get(edgeName[edge]!)) : null;
  let at: number | null = null;
  let found = -1;
  for (let edge = firstEdge[table]!; edge < firstEdge[table + 1]!; edge++) {
    if (edgeTo[edge] !== value || placeOf(edge) === null) continue;
    at = placeOf(edge);
    found = edge;
  }
  if (at === null) return null;
  let key: number | null = null;
  // It stands just before.
  for (let edge = found; edge >= firstEdge[table]! && key === null; edge--) {
    if (placeOf(edge) === at - 1) key = edgeTo[edge]!;
  }
  if (key === null || nodeTypes[nodeType[key]!] !== 'string') return null;
  return graph.strings.get(nodeName[key]!);
}

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
