import type { ExaminedHeap } from './examined-heap.ts';
import { hasClass } from './graph-edges.ts';
import type { HeapObject } from './heap-object.ts';
import { heapObject } from './heap-object.ts';
import { exportedVariable, MODULE } from './module-exports.ts';
import { printable, visibleText } from './printable.ts';
import { NO_EDGE, pathTo } from './shortest-paths.ts';
import type { Place } from './sources.ts';
import { keyBefore } from './table-keys.ts';

/** One object of a path from the root, and the edge that leads to it. */
export interface HeapStep {
  /** Null of the root. */
  readonly edge: { readonly type: string; readonly name: string } | null;
  readonly object: HeapObject;
  /** Where the function, scope or module is; null of all else. */
  readonly place: Place | null;
  /** What it is to the program, where neither edge nor class says that. */
  readonly role: StepRole | null;
}

export type StepRole =
  /** The outermost scope of the module at the step's place, or of a CommonJS file. */
  | { readonly kind: 'module scope' }
  /** The value of a variable that a module exports. */
  | { readonly kind: 'export'; readonly name: string; readonly file: string | null }
  /** A value in a Map. */
  | { readonly kind: 'entry'; readonly key: string };

/** From the root to the node; empty where no strong edge leads to it. */
export function stepsTo(heap: ExaminedHeap, node: number): HeapStep[] {
  const path = pathTo(heap.paths, node);
  const edges = path.map((at) => edgeTo(heap, at));
  return path.map((at, i) => {
    const place = placeIn(heap, at);
    return {
      edge: edges[i]!,
      object: heapObject(heap, at),
      place,
      role: isModuleScope(heap, at, place)
        ? { kind: 'module scope' }
        : (exportRole(heap, path, edges, i) ?? entryRole(heap, path, edges, i)),
    };
  });
}

type Edges = readonly HeapStep['edge'][];

function edgeTo({ graph, paths }: ExaminedHeap, node: number): HeapStep['edge'] {
  const edge = paths.edge[node]!;
  if (edge === NO_EDGE) return null;
  const { edgeType, edgeTypes, edgeName, strings } = graph;
  const type = edgeTypes[edgeType[edge]!] ?? '';
  const name = edgeName[edge]!;
  const isNumber = type === 'element' || type === 'hidden';
  return { type, name: isNumber ? String(name) : visibleText(strings.get(name)) };
}

/** As it can be shown. */
export function placeIn({ sources }: ExaminedHeap, node: number): Place | null {
  const place = sources.placeOf(node);
  return (
    place && {
      ...place,
      function: place.function === null ? null : visibleText(place.function),
      file: printable(pathOfFile(place.file)),
    }
  );
}

/** Of a file's URL its path, on whichever system that was: V8 names ES modules by URLs. */
export function pathOfFile(file: string): string {
  if (!file.startsWith('file://')) return file;
  const path = file.slice('file://'.length).replace(/[?#].*$/s, '');
  return decoded(path).replace(/^\/(?=[A-Za-z]:\/)/, '');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Node's own modules are none of the program's. */
const isModuleScope = ({ sources }: ExaminedHeap, node: number, place: Place | null): boolean =>
  place !== null && !place.file.startsWith('node:') && sources.isModuleScope(node);

/** A module has what it imports or exports in a table of cells. */
function exportRole(
  heap: ExaminedHeap,
  path: readonly number[],
  edges: Edges,
  i: number,
): StepRole | null {
  const { graph } = heap;
  if (edges[i]?.type !== 'internal' || edges[i].name !== 'value') return null;
  const [module, , cell] = path.slice(Math.max(0, i - 3), i);
  if (module === undefined || cell === undefined || !hasClass(graph, module, MODULE)) return null;
  const found = exportedVariable(graph, module, cell);
  if (found === null) return null;
  const file = placeIn(heap, found.module)?.file ?? null;
  return { kind: 'export', name: visibleText(found.name), file };
}

function entryRole(
  { graph, paths }: ExaminedHeap,
  path: readonly number[],
  edges: Edges,
  i: number,
): StepRole | null {
  const isInTable = edges[i]?.type === 'internal' && edges[i - 1]?.name === 'table';
  if (!isInTable || edges[i - 1]!.type !== 'internal') return null;
  const key = keyBefore(graph, path[i - 1]!, paths.edge[path[i]!]!);
  return key === null ? null : { kind: 'entry', key: visibleText(key) };
}
