import { getHeapSnapshot } from 'node:v8';
import { snapshotModule } from '../harness/snapshot-file.ts';
import { classesOfNodes } from '../heap/classes-of-nodes.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';
import { createSnapshotReader } from '../heap/snapshot-reader.ts';

/** What is needed of a heap to compare it with another one of the same isolate: 16 bytes an object. */
export interface HeapImage {
  readonly takenAt: Date;
  readonly count: number;
  readonly bytes: number;
  /** By object: V8's number, its class and its size. */
  readonly id: Uint32Array;
  readonly classOf: Uint32Array;
  readonly sizes: Float64Array;
  /** Class names by their number. */
  readonly names: readonly string[];
}

/**
 * Takes a snapshot of this isolate and reads it while V8 writes it: the text, some hundred bytes an object,
 * is never whole in memory. Left out are objects that `owner` alone holds. The isolate stands still for it.
 */
export function takeHeapImage(owner: string): HeapImage {
  const takenAt = new Date();
  // Compiled before: it would count among what is new.
  const module = snapshotModule();
  const stream = getHeapSnapshot();
  const reader = createSnapshotReader(module, { memoryBytes: MEMORY_BYTES });
  // V8 writes all of it into the stream whenever that is asked for more, and the stream would keep it.
  stream.push = (chunk: Buffer | null) => {
    if (chunk !== null) reader.write(chunk);
    return true;
  };
  // At its end it asks for more.
  const { _read: write } = stream;
  stream._read = nothing;
  write.call(stream, 0);
  // It lives for a turn of the event loop, and must hold nothing of this meanwhile: no closure either.
  stream.push = takeNothing;
  stream.destroy();
  const graph = reader.end();
  const { classOf, names } = classesOfNodes(graph).all;
  const kept = reachedWithout(graph, owner);
  const image = {
    id: new Uint32Array(kept.length),
    classOf: new Uint32Array(kept.length),
    sizes: new Float64Array(kept.length),
  };
  let bytes = 0;
  for (let i = 0; i < kept.length; i++) {
    const node = kept[i]!;
    image.id[i] = graph.nodeId[node]!;
    image.classOf[i] = classOf[node]!;
    image.sizes[i] = graph.selfSize[node]!;
    bytes += graph.selfSize[node]!;
  }
  return { takenAt, count: kept.length, bytes, names: [...names], ...image };
}

function nothing(): void {}
const takeNothing = (): boolean => true;

const MEMORY_BYTES = 2 * 2 ** 30;

/** The nodes that edges lead to from the root, without passing an object of the given class. */
function reachedWithout(graph: HeapGraph, owner: string): Uint32Array {
  const { nodeCount, firstEdge, edgeTo, nodeType, nodeName, nodeTypes, strings } = graph;
  const object = nodeTypes.indexOf('object');
  const isOwner = new Map<number, boolean>();
  const passes = (node: number): boolean => {
    if (nodeType[node] !== object) return true;
    const name = nodeName[node]!;
    let is = isOwner.get(name);
    if (is === undefined) {
      is = strings.get(name) === owner;
      isOwner.set(name, is);
    }
    return !is;
  };
  const seen = new Uint8Array(nodeCount);
  const reached = new Uint32Array(nodeCount);
  let count = 1;
  seen[0] = 1;
  for (let at = 0; at < count; at++) {
    const node = reached[at]!;
    for (let edge = firstEdge[node]!; edge < firstEdge[node + 1]!; edge++) {
      const to = edgeTo[edge]!;
      if (seen[to] === 1) continue;
      seen[to] = 1;
      if (passes(to)) reached[count++] = to;
    }
  }
  return reached.subarray(0, count);
}
