import { totalmem } from 'node:os';
import { LeaklabError } from '../errors.ts';
import type { ClassMembers } from '../heap/class-members.ts';
import { classMembers } from '../heap/class-members.ts';
import type { ExaminedHeap } from '../heap/examined-heap.ts';
import { examinedBytes, examineHeap, graphBytes } from '../heap/examined-heap.ts';
import type { HeapObject } from '../heap/heap-object.ts';
import { heapObject } from '../heap/heap-object.ts';
import type { HeapStep } from '../heap/heap-steps.ts';
import { stepsTo } from '../heap/heap-steps.ts';
import type { HeapSummary } from '../heap/heap-summary.ts';
import { heapSummary } from '../heap/heap-summary.ts';
import type { IciclePart } from '../heap/icicle.ts';
import { icicle } from '../heap/icicle.ts';
import type { IdSet } from '../heap/id-set.ts';
import { idSet } from '../heap/id-set.ts';
import type { HeapGrowth } from '../heap/snapshot-diff.ts';
import { newcomers, snapshotDiff } from '../heap/snapshot-diff.ts';
import { readSnapshotFile, readSnapshotIds } from './snapshot-file.ts';

/** What is asked of heap snapshots; of one alone, or of what grew from one to the next. */
export type HeapQuestion =
  | { readonly kind: 'summary' | 'icicle'; readonly path: string }
  | { readonly kind: 'object'; readonly path: string; readonly id: number }
  | { readonly kind: 'class'; readonly path: string; readonly name: string }
  | {
      readonly kind: 'growth';
      readonly before: string;
      readonly path: string;
      readonly after: string | null;
    };

export interface HeapQuestionOptions {
  /** List no more than so many of each. */
  readonly top: number;
  /** What reading and looking into it may take in all. */
  readonly memoryBytes?: number | undefined;
}

export type HeapAnswer =
  | { readonly kind: 'summary'; readonly summary: HeapSummary }
  | { readonly kind: 'icicle'; readonly icicle: IciclePart }
  | {
      readonly kind: 'object';
      readonly object: HeapObject;
      readonly path: readonly HeapStep[];
    }
  | { readonly kind: 'class'; readonly members: ClassMembers }
  | {
      readonly kind: 'growth';
      readonly growth: HeapGrowth;
      /** Of the objects, the share that was there before: near 0 of snapshots of two processes. */
      readonly sharedWithBefore: number;
    }
  /** With what there is instead. */
  | { readonly kind: 'no such object'; readonly nearest: readonly HeapObject[] }
  | { readonly kind: 'no such class'; readonly names: readonly string[] };

export async function askHeap(
  question: HeapQuestion,
  { top, memoryBytes = mostMemoryBytes() }: HeapQuestionOptions,
): Promise<HeapAnswer> {
  if (question.kind === 'growth') return growthBetween(question, top, memoryBytes);
  const heap = await open(question.path, memoryBytes);
  switch (question.kind) {
    case 'summary':
      return { kind: 'summary', summary: heapSummary(heap, top) };
    case 'icicle':
      return { kind: 'icicle', icicle: icicle(heap, ICICLE) };
    case 'object':
      return objectWithId(heap, question.id);
    case 'class': {
      const members = classMembers(heap, question.name, top);
      return members === null
        ? { kind: 'no such class', names: classNames(heap) }
        : { kind: 'class', members };
    }
  }
}

/** A bar of less would be narrower than two pixels, and the picture be higher than a screen. */
const ICICLE = { leastShare: 1 / 600, depth: 40 };

/** Leaves some of what the machine, or its container, has to everything else. */
function mostMemoryBytes(): number {
  const constrained = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return Math.floor(0.9 * Math.min(totalmem(), constrained));
}

async function open(path: string, memoryBytes: number, besides = 0): Promise<ExaminedHeap> {
  const graph = await readSnapshotFile(path, { memoryBytes: memoryBytes - besides });
  const needed = graphBytes(graph) + examinedBytes(graph) + besides;
  if (needed > memoryBytes) {
    const figures = [needed, memoryBytes].map((bytes) => bytes.toLocaleString('en-US'));
    throw new LeaklabError(
      'snapshot',
      `Can't look into ${path}: that takes ${figures[0]} bytes of memory, and ${figures[1]} may be used. Allow more with --memory.`,
    );
  }
  return examineHeap(graph);
}

async function growthBetween(
  { before, path, after }: Extract<HeapQuestion, { kind: 'growth' }>,
  top: number,
  memoryBytes: number,
): Promise<HeapAnswer> {
  const was = await idsIn(before, memoryBytes);
  const is = after === null ? null : await idsIn(after, memoryBytes);
  const heap = await open(path, memoryBytes, 8 * (was.count + (is?.count ?? 0)));
  const came = newcomers(heap.graph, was.ids, is?.ids ?? null);
  return {
    kind: 'growth',
    growth: snapshotDiff(heap, came, top),
    sharedWithBefore: came.sharedCount / Math.max(1, was.count),
  };
}

/** As bits: the numbers themselves are four bytes each, and can go. */
async function idsIn(path: string, memoryBytes: number): Promise<{ ids: IdSet; count: number }> {
  const ids = await readSnapshotIds(path, { memoryBytes });
  return { ids: idSet(ids), count: ids.length };
}

function objectWithId(heap: ExaminedHeap, id: number): HeapAnswer {
  const { nodeId } = heap.graph;
  const node = nodeId.indexOf(id);
  if (node !== -1) {
    const path = stepsTo(heap.pathsTo(Uint32Array.of(node)), node);
    return { kind: 'object', object: heapObject(heap, node), path };
  }
  let below = -1;
  let above = -1;
  for (let i = 0; i < nodeId.length; i++) {
    const at = nodeId[i]!;
    if (at < id && (below === -1 || at > nodeId[below]!)) below = i;
    if (at > id && (above === -1 || at < nodeId[above]!)) above = i;
  }
  const nearest = [below, above].filter((i) => i !== -1).map((i) => heapObject(heap, i));
  return { kind: 'no such object', nearest };
}

function classNames({ graph, classes }: ExaminedHeap): string[] {
  const { classOf, names } = classes.all;
  const isUsed = new Uint8Array(names.length);
  for (let node = 0; node < graph.nodeCount; node++) isUsed[classOf[node]!] = 1;
  return names.filter((_, i) => isUsed[i] === 1);
}
