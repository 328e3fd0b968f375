import { hasClass, targets } from './graph-edges.ts';
import type { HeapGraph } from './heap-graph.ts';
import { keyOf } from './table-keys.ts';

export const MODULE = 'system / SourceTextModule';

export interface ExportedVariable {
  readonly module: number;
  readonly name: string;
}

/**
 * The variable in a cell that a module exports, or one from which this one imports: a module has what it
 * imports in cells, too, and no names of them.
 */
export function exportedVariable(
  graph: HeapGraph,
  module: number,
  cell: number,
): ExportedVariable | null {
  for (const candidate of [module, ...importedBy(graph, module)]) {
    for (const table of targets(graph, candidate)) {
      const name = keyOf(graph, table, cell);
      if (name !== null) return { module: candidate, name };
    }
  }
  return null;
}

/** A module has those that it asks for in a list. */
function importedBy(graph: HeapGraph, module: number): number[] {
  return [...targets(graph, module)]
    .filter((list) => graph.nodeTypes[graph.nodeType[list]!] === 'array')
    .flatMap((list) => [...targets(graph, list)])
    .filter((node) => hasClass(graph, node, MODULE));
}
