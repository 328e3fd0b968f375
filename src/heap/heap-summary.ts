import { accumulations } from './accumulations.ts';
import type { HeapClass } from './classes.ts';
import { heapClasses } from './classes.ts';
import { ROOTS } from './classes-of-nodes.ts';
import type { Collection } from './collections.ts';
import { largestCollections } from './collections.ts';
import { detachedNodes, largestContexts } from './contexts.ts';
import type { DuplicateStrings } from './duplicate-strings.ts';
import { duplicateStrings } from './duplicate-strings.ts';
import type { ExaminedHeap } from './examined-heap.ts';
import type { HeapObject } from './heap-object.ts';
import { heapObject } from './heap-object.ts';
import type { HeapStep } from './heap-steps.ts';
import { placeIn, stepsTo } from './heap-steps.ts';

export interface HeldObject {
  readonly object: HeapObject;
  /** From the root to the object; empty where no strong edge leads to it. */
  readonly path: readonly HeapStep[];
}

/** A function that keeps a context; lines and columns count from 1, and are null where unknown. */
export interface SharingClosure {
  readonly name: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
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
    /** A few of them. */
    readonly closures: readonly SharingClosure[];
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
  const all = heapClasses(graph, classes.all, tree, dominated, retained).filter(
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
    collections: largestCollections(graph, classes.all, top).map(({ node, ...collection }) => ({
      ...held(node),
      ...collection,
    })),
    contexts: largestContexts(graph, retained, heap.closures, top).map((context) => ({
      ...held(context.node),
      variables: context.variables.map(({ name, node }) => ({
        name,
        object: heapObject(heap, node),
      })),
      closures: context.closures.map((node) => sharingClosure(heap, node)),
      closureCount: context.closureCount,
    })),
    detached: detached && {
      count: detached.count,
      bytes: detached.bytes,
      largest: detached.top.map(held),
    },
  };
}

function sharingClosure(heap: ExaminedHeap, node: number): SharingClosure {
  const { file = null, line = null, column = null } = placeIn(heap, node) ?? {};
  return { name: heapObject(heap, node).text ?? '(anonymous)', file, line, column };
}

function unreachedBy({ graph, tree }: ExaminedHeap): HeapSummary['unreached'] {
  let bytes = 0;
  for (let i = tree.reachedCount; i < tree.order.length; i++) {
    bytes += graph.selfSize[tree.order[i]!]!;
  }
  return { objects: tree.order.length - tree.reachedCount, bytes };
}
