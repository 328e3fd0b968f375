import { setFlagsFromString } from 'node:v8';
import type { HeapGraph } from '../heap/heap-graph.ts';
import type { GrowthEvidence } from '../heap/object-evidence.ts';
import { explainGrowth } from '../heap/object-evidence.ts';
import type { Weigh } from '../heap/object-growth.ts';
import { compareHeaps, earlierHeap } from '../heap/object-growth.ts';

export interface ExplainedGrowth {
  /** The most first. */
  readonly growth: readonly GrowthEvidence[];
  readonly grownBytes: number;
}

/**
 * What grew from one snapshot of an isolate to the next, and who holds it. `takeNext` is to ask V8 for
 * the next before it returns: while it is written, the first is looked into.
 */
export async function explainHeaps(
  before: HeapGraph,
  takeNext: () => Promise<HeapGraph>,
  weigh: Weigh,
): Promise<ExplainedGrowth> {
  const taken = takeNext();
  // Nothing of the subject runs from here on that optimised code, which a cell does without, could
  // disturb. To compile it pays for large heaps alone.
  if (before.nodeCount > MANY_NODES) setFlagsFromString('--opt');
  const earlier = earlierHeap(before);
  const compared = compareHeaps(earlier, await taken, weigh);
  return { growth: explainGrowth(compared), grownBytes: compared.grownBytes };
}

/** With so many, both cost the same. */
const MANY_NODES = 120_000;
