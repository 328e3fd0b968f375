import { controlsOf } from '../record/controls-of.ts';
import type { Header, Memory, Outcome } from '../record/schema.ts';
import type { MemoryFacts } from './memory-facts.ts';
import { decisiveMemory, memoryFacts } from './memory-facts.ts';
import type { Result } from './result.ts';
import type { Finding } from './result-of.ts';

/** All that the explanation of a verdict needs: plain values, taken from recording and judgement. */
export interface Explanation {
  readonly verdict: Result['verdict'];
  readonly reason: string | null;
  readonly confidence: number;
  readonly settings: Header['settings'];
  readonly run: {
    readonly operations: number;
    readonly floors: number;
    readonly threads: number;
    readonly durationMs: number;
    /** In operations, and in settling and collecting between them; by one thread. */
    readonly busyMs: number;
    readonly settlingMs: number;
    readonly end: Outcome['end'] | null;
  };
  readonly controls: Header['controls'];
  readonly memories: readonly MemoryFacts[];
  /** The memory that the verdict is about. */
  readonly decisive: Memory | null;
}

export function explanationOf(result: Result, finding: Finding): Explanation {
  const { header, entries } = finding;
  const samples = entries.filter((entry) => entry.type === 'sample');
  const ofOne = samples.filter(({ thread }) => thread === samples[0]!.thread);
  const outcome = entries.findLast((entry) => entry.type === 'outcome');
  const memories = memoryFacts(finding);
  return {
    verdict: result.verdict,
    reason: result.reason,
    confidence: result.confidence,
    settings: header.settings,
    run: {
      operations: result.operations,
      floors: result.batches,
      threads: result.threads,
      durationMs: result.durationMs,
      busyMs: ofOne.reduce((sum, { batchMs }) => sum + batchMs, 0),
      settlingMs: ofOne.reduce((sum, { settleMs }) => sum + settleMs, 0),
      end: outcome?.end ?? null,
    },
    controls: controlsOf(header, entries),
    memories,
    decisive: decisiveMemory(memories, result.memory)?.memory ?? null,
  };
}
