/**
 * A heap of objects in flat arrays, as V8's heap snapshots describe it: nodes and edges by their
 * number. The edges of node `n` are `firstEdge[n]` to `firstEdge[n + 1]`, the end left out; node 0
 * is the root of all.
 */
export interface HeapGraph {
  readonly nodeCount: number;
  readonly edgeCount: number;

  /** Index into `nodeTypes`. */
  readonly nodeType: Uint8Array;
  /** Index into `strings`. */
  readonly nodeName: Uint32Array;
  /** V8's number of the object, the same in each snapshot of one isolate. */
  readonly nodeId: Uint32Array;
  /** Bytes of the object alone: one may have more than 4 GB. */
  readonly selfSize: Float64Array;
  /** One longer than there are nodes. */
  readonly firstEdge: Uint32Array;
  /** 0 not known, 1 attached, 2 detached; of DOM nodes. Null where the snapshot doesn't say. */
  readonly detachedness: Uint8Array | null;

  /** Index into `edgeTypes`. */
  readonly edgeType: Uint8Array;
  /** Index into `strings`, or the place in an array, by the edge's type. */
  readonly edgeName: Uint32Array;
  /** The node that the edge leads to. */
  readonly edgeTo: Uint32Array;

  readonly nodeTypes: readonly string[];
  readonly edgeTypes: readonly string[];
  readonly strings: StringTable;
  /** Where functions and objects of known constructors stand in their source, by node. */
  readonly locations: Locations;
}

/** Texts, decoded when they are asked for. */
export interface StringTable {
  readonly count: number;
  get(index: number): string;
  /** Without decoding the rest: names that are places are many, and each is another. */
  startsWithDigit(index: number): boolean;
  /** Whether it is digits alone, and at least one. */
  isDigits(index: number): boolean;
  /** All that contain this text, which JSON writes as it is. */
  withText(text: string): number[];
}

/** Sorted by node. Lines and columns count from 0. */
export interface Locations {
  readonly node: Uint32Array;
  readonly scriptId: Uint32Array;
  readonly line: Uint32Array;
  readonly column: Uint32Array;
}
