import type { ClassesOfNodes } from './classes-of-nodes.ts';
import { classesOfNodes } from './classes-of-nodes.ts';
import type { ClosuresOfContexts } from './closures-of-contexts.ts';
import { closuresOfContexts } from './closures-of-contexts.ts';
import type { Dominated } from './dominated.ts';
import { dominatedNodes } from './dominated.ts';
import type { DominatorTree } from './dominators.ts';
import { dominators } from './dominators.ts';
import type { HeapGraph } from './heap-graph.ts';
import { once } from './once.ts';
import { retainedSizes } from './retained-sizes.ts';
import type { ShortestPaths } from './shortest-paths.ts';
import { shortestPaths } from './shortest-paths.ts';
import type { Sources } from './sources.ts';
import { createSources } from './sources.ts';
import { strongTargets } from './strong-targets.ts';

/** A heap, and what every question about it needs. */
export interface ExaminedHeap {
  readonly graph: HeapGraph;
  readonly tree: DominatorTree;
  /** Made when it is first asked for: not all questions need it. */
  readonly dominated: Dominated;
  readonly retained: Float64Array;
  readonly classes: ClassesOfNodes;
  /** These, too. */
  readonly paths: ShortestPaths;
  readonly closures: ClosuresOfContexts;
  readonly sources: Sources;
  /** The same, where paths to these nodes alone are asked for. */
  pathsTo(nodes: Uint32Array): ExaminedHeap;
}

export function examineHeap(graph: HeapGraph): ExaminedHeap {
  const strongTo = strongTargets(graph);
  const tree = dominators(graph, strongTo);
  const retained = retainedSizes(graph, tree);
  const classes = classesOfNodes(graph);
  const dominatedOf = once((): Dominated => dominatedNodes(tree));
  const closuresOf = once((): ClosuresOfContexts => closuresOfContexts(graph));
  const sources = createSources(graph, closuresOf);
  const heapWith = (nodes: Uint32Array | null): ExaminedHeap => {
    const pathsOf = once((): ShortestPaths => shortestPaths(graph, strongTo, nodes));
    return {
      ...{ graph, tree, retained, classes, sources, pathsTo: heapWith },
      get dominated() {
        return dominatedOf();
      },
      get paths() {
        return pathsOf();
      },
      get closures() {
        return closuresOf();
      },
    };
  };
  return heapWith(null);
}

/** What that allocates at most, beside the graph: the arrays of the search for dominators. */
export function examinedBytes({
  nodeCount,
  edgeCount,
  strings,
}: Pick<HeapGraph, 'nodeCount' | 'edgeCount' | 'strings'>): number {
  return 48 * nodeCount + 16 * edgeCount + 8 * strings.count;
}

/** Of the graph's own arrays; its texts aside, which are as long as in the file. */
export function graphBytes({ nodeCount, edgeCount }: HeapGraph): number {
  return 22 * nodeCount + 9 * edgeCount;
}
