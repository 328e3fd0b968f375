import type { Point } from '../analysis/series.ts';
import type { Memory } from '../record/schema.ts';
import type { Finding } from './result-of.ts';

export type Floor = Pick<Point, 'operations' | 'bytes'>;

/** What was seen of one memory, in plain numbers: what the terminal shows and explains. */
export interface MemoryFacts {
  readonly memory: Memory;
  readonly kind: 'growing' | 'flat' | 'undecided';
  readonly bytesPerOperation: {
    readonly estimate: number;
    readonly low: number;
    readonly high: number;
  } | null;
  readonly shape: string | null;
  /** The largest leak that could still hide; where it does not grow for certain. */
  readonly upperBound: number | null;
  /** Of what is undecided: why. */
  readonly why: string | null;
  /** Operations and bytes of each, those of all threads summed. */
  readonly floors: readonly Floor[];
  /** Operations from which on growth was judged; all before is warm-up. */
  readonly fromOperations: number | null;
  /** The judge's name of the rule that found growth. */
  readonly rule: string | null;
  /** What the runtime may add by itself: no growth below it counts. */
  readonly toleranceBytes: number;
}

export function memoryFacts({ judgement }: Finding): MemoryFacts[] {
  return judgement.memories.map(({ memory, growth, toleranceBytes, points }) => ({
    memory,
    kind: growth.kind,
    bytesPerOperation: growth.kind === 'growing' ? growth.bytesPerOperation : null,
    shape: growth.kind === 'growing' ? growth.shape : null,
    upperBound: growth.kind === 'growing' ? null : growth.upperBound,
    why: growth.kind === 'undecided' ? growth.why : null,
    floors: points,
    fromOperations: growth.kind === 'growing' ? growth.from.operations : null,
    rule: growth.kind === 'growing' ? growth.rule : null,
    toleranceBytes,
  }));
}

/** The memory that the verdict is about; of a clean subject, the one that its own code fills. */
export function decisiveMemory(
  facts: readonly MemoryFacts[],
  named: Memory | null,
): MemoryFacts | undefined {
  return (
    facts.find(({ memory }) => memory === named) ??
    facts.find(({ kind }) => kind === 'undecided') ??
    facts.find(({ memory }) => memory === 'wasm') ??
    facts[0]
  );
}
