import { accumulations } from './accumulations.ts';
import type { HeapClass } from './classes.ts';
import { heapClasses } from './classes.ts';
import { ROOTS } from './classes-of-nodes.ts';
import type { Collection } from './collections.ts';
import { largestCollections } from './collections.ts';
import type { Closure } from './contexts.ts';
import { detachedNodes, largestContexts } from './contexts.ts';
import type { DuplicateStrings } from './duplicate-strings.ts';
import { duplicateStrings } from './duplicate-strings.ts';
import type { ExaminedHeap } from './examined-heap.ts';
import type { HeapObject, HeapStep } from './heap-object.ts';
import { heapObject, stepsTo } from './heap-object.ts';

export interface HeldObject {
  readonly object: HeapObject;
  /** From the root to the object; empty where no strong edge leads to it. */
  readonly path: readonly HeapStep[];
}

export interface HeapSummary {
  readonly objects: number;
  readonly edges: number;
  readonly bytes: number;
  /** What no strong edge leads to from the root. */
  readonly unreached: { readonly objects: number; readonly bytes: number };
  readonly classCount: number;
  readonly classes: readonly HeapClass[];
  /** Where most comes together. */
  readonly retainers: readonly HeldObject[];
  readonly duplicateStrings: DuplicateStrings;
  readonly collections: readonly (HeldObject & Omit<Collection, 'node'>)[];
  readonly contexts: readonly (HeldObject & {
    readonly variables: readonly { readonly name: string; readonly object: HeapObject }[];
    readonly closures: readonly Omit<Closure, 'node'>[];
    readonly closureCount: number;
  })[];
  /** Null where the snapshot doesn't tell. */
  readonly detached: {
    readonly count: number;
    readonly bytes: number;
    readonly largest: readonly HeldObject[];
  } | null;
}

export function heapSummary(heap: ExaminedHeap, top: number): HeapSummary {
  const { graph, tree, dominated, retained, classes } = heap;
  const held = (node: number): HeldObject => ({
    object: heapObject(heap, node),
    path: stepsTo(heap, node),
  });
  // V8's own roots are no class: they retain all that there is.
  const all = heapClasses(graph, classes, tree, dominated, retained).filter(
    ({ name }) => name !== ROOTS,
  );
  const detached = detachedNodes(graph, retained, top);
  return {
    objects: graph.nodeCount,
    edges: graph.edgeCount,
    bytes: graph.selfSize.reduce((sum, size) => sum + size, 0),
    unreached: unreachedBy(heap),
    classCount: all.length,
    classes: all.slice(0, top),
    retainers: accumulations(graph, tree, retained, top).map(held),
    duplicateStrings: duplicateStrings(graph, top),
    collections: largestCollections(graph, classes, top).map(({ node, ...collection }) => ({
      ...held(node),
      ...collection,
    })),
    contexts: largestContexts(graph, retained, heap.closures, top).map((context) => ({
      ...held(context.node),
      variables: context.variables.map(({ name, node }) => ({
        name,
        object: heapObject(heap, node),
      })),
      closures: context.closures.map(({ name, line, column }) => ({ name, line, column })),
      closureCount: context.closureCount,
    })),
    detached: detached && {
      count: detached.count,
      bytes: detached.bytes,
      largest: detached.top.map(held),
    },
  };
}

function unreachedBy({ graph, tree }: ExaminedHeap): HeapSummary['unreached'] {
  let bytes = 0;
  for (let i = tree.reachedCount; i < tree.order.length; i++) {
    bytes += graph.selfSize[tree.order[i]!]!;
  }
  return { objects: tree.order.length - tree.reachedCount, bytes };
}
