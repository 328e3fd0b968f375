import type { Interval } from '../../../src/analysis/median-interval.ts';
import type { Recording } from '../../../src/record/reader.ts';
import type { Memory, Sample, Verdict } from '../../../src/record/schema.ts';

/** A way to tell from floors whether a program leaks. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  /** What it does, and what had to be translated; a sentence for the reader of the document. */
  readonly about: string;
  /** Where it is from. */
  readonly source: string;
  decide(recording: Recording): Decision;
}

export interface Decision {
  readonly verdict: Verdict;
  readonly reason: string | null;
  /** The memory that it blames. */
  readonly memory: Memory | null;
  /** At the verdict. */
  readonly operations: number;
  readonly elapsedMs: number;
  /** Bytes an operation; null where the rule gives no interval. */
  readonly interval: Interval | null;
}

/** Programs are evaluated in one worker: its floors, in order. */
export function floorsOf({ entries }: Recording): Sample[] {
  return entries.filter((entry) => entry.type === 'sample');
}

/** What a rule of one look says, having read the floors up to `at`. */
export function decided(
  verdict: Verdict,
  at: Sample | undefined,
  more: Partial<Pick<Decision, 'reason' | 'memory' | 'interval'>> = {},
): Decision {
  return {
    verdict,
    reason: more.reason ?? null,
    memory: more.memory ?? null,
    operations: at?.operations ?? 0,
    elapsedMs: at?.elapsedMs ?? 0,
    interval: more.interval ?? null,
  };
}

export function tooFew(floors: readonly Sample[], needed: number): Decision {
  const reason = `${floors.length} floors, and the rule needs ${needed}`;
  return decided('inconclusive', floors.at(-1), { reason });
}
