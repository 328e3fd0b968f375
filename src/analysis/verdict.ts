import type { Controls, Entry, Memory, Sample, Verdict } from '../record/schema.ts';
import type { Growth, Shape } from './growth.ts';
import { growthByBirths } from './growth-by-births.ts';
import type { ThreadJudgement } from './judge-threads.ts';
import { judgeThreads } from './judge-threads.ts';
import { ofLasting, threadsOf } from './lasting-isolates.ts';
import type { Interval } from './median-interval.ts';
import type { JudgedSettings, LastFloors, MemoryJudgement } from './memories.ts';
import { boundOf, growingMost, judgeMemories } from './memories.ts';
import type { UnexplainedGrowth } from './native.ts';
import { unexplainedGrowth } from './native.ts';
import { processesOf } from './processes.ts';
import { reasonOf } from './reason.ts';
import type { Point } from './series.ts';
import { orByIsolates } from './sum-of-isolates.ts';

export type { ThreadJudgement } from './judge-threads.ts';
export type { MemoryJudgement } from './memories.ts';

/** What a recording proves. */
export interface Judgement {
  readonly verdict: Verdict;
  /** Why it is inconclusive, or the failed subject's error; null otherwise. */
  readonly reason: string | null;
  /** The memory that grows most. */
  readonly memory: Memory | null;
  readonly growth: {
    readonly bytesPerOperation: Interval;
    readonly confidence: number;
    readonly shape: Shape;
    readonly from: Point;
  } | null;
  /** The largest leak that could still hide; of a clean subject. */
  readonly upperBoundBytesPerOperation: number | null;
  readonly memories: readonly MemoryJudgement[];
  /** Each worker by itself; empty where there is but one. */
  readonly threads: readonly ThreadJudgement[];
  /** Growth of the process, or of several, that no memory explains: advice, never a verdict. */
  readonly native: UnexplainedGrowth | null;
}

/**
 * What the judge is shown: no name, no label, no path. The architecture test keeps it so.
 */
export interface Evidence {
  readonly settings: JudgedSettings;
  readonly controls: Controls | null;
  readonly entries: readonly Entry[];
}

/**
 * Judges a recording, whole or as far as it has got. Pure: the same recording, the same verdict.
 */
export function judge(evidence: Evidence): Judgement {
  const { entries, controls, settings } = evidence;
  const samples = entries.filter((entry) => entry.type === 'sample');
  const end = entries.findLast((entry) => entry.type === 'outcome');
  const exhausted = entries.flatMap((entry) =>
    entry.type === 'event' && entry.event === 'out-of-memory' ? [entry] : [],
  );
  const ranOut = exhausted.length > 0;
  const {
    memories,
    threads,
    confidence: reached,
  } = judgeWithConfidence(evidence, samples, {
    ranOut,
    final: end?.end === 'budget',
  });
  const nothing = {
    memory: null,
    growth: null,
    upperBoundBytesPerOperation: null,
    memories,
    threads,
    native:
      end === undefined
        ? null
        : unexplainedGrowth(samples, {
            ...{ threads: settings.threads, common: settings.commonOperations },
            ...{ confidence: reached, processOf: processesOf(entries) },
          }),
  };
  if (end?.end === 'failed') {
    return { ...nothing, verdict: 'failed', reason: describe(end.error) };
  }
  if (controls !== null && !(controls.planted.found && controls.empty.clean)) {
    return { ...nothing, verdict: 'inconclusive', reason: failedControl(controls) };
  }
  const growing = growingMost(memories);
  if (growing !== undefined) {
    const { bytesPerOperation, confidence, shape, from } = growing.growth;
    return {
      ...nothing,
      verdict: 'leak',
      reason: null,
      memory: growing.memory,
      growth: { bytesPerOperation, confidence, shape, from },
    };
  }
  if (ranOut) {
    return {
      ...nothing,
      verdict: 'failed',
      reason: `${end?.error == null ? exhausted[0]!.message : describe(end.error)}; it ran out of memory before growth could be measured`,
    };
  }
  const upperBoundBytesPerOperation = boundOf(memories);
  if (upperBoundBytesPerOperation === null) {
    const cut = end?.end === 'interrupted' ? 'interrupted; ' : '';
    return { ...nothing, verdict: 'inconclusive', reason: `${cut}${reasonOf(memories)}` };
  }
  return { ...nothing, verdict: 'clean', reason: null, upperBoundBytesPerOperation };
}

/**
 * A subject that ran out of memory may have done so before there were floors enough for the
 * confidence that was asked for. That it ran out is evidence, too: then less will do, and it is said.
 */
function judgeWithConfidence(
  { settings, controls, entries }: Evidence,
  samples: readonly Sample[],
  last: LastFloors,
): { memories: MemoryJudgement[]; threads: ThreadJudgement[]; confidence: number } {
  const summed = settings.commonOperations ? ofLasting(samples, entries) : samples;
  const lasting = threadsOf(summed);
  const threadCount = settings.commonOperations ? lasting.size : settings.threads;
  const at = (confidence: number) => {
    // Each by itself tells whether all do the same; of a server, the sum may leave to them what it is.
    const threads = judgeThreads(samples, { ...settings, confidence }, controls, {
      ranOut: settings.commonOperations && last.ranOut,
      final: settings.commonOperations && last.final,
      processOf: processesOf(entries),
    });
    const asked = { ...settings, confidence, threads: threadCount };
    const memories = judgeMemories(summed, asked, controls, last).map((one) => {
      if (settings.commonOperations) return orByIsolates(one, threads, lasting);
      return one.memory === 'wasm'
        ? { ...one, growth: orByBirths(one.growth, entries, settings) }
        : one;
    });
    return { memories, threads, confidence };
  };
  const asked = at(settings.confidence);
  if (!last.ranOut || growingMost(asked.memories) !== undefined) return asked;
  const lesser = LESSER_CONFIDENCES.filter((level) => level < settings.confidence);
  return lesser.map(at).find(({ memories }) => growingMost(memories) !== undefined) ?? asked;
}

/** What floors leave open, or can't see as they are so few, births may tell. */
function orByBirths(growth: Growth, entries: readonly Entry[], settings: JudgedSettings): Growth {
  if (growth.kind === 'growing') return growth;
  const births = growthByBirths(entries, settings.detectBytesPerOperation);
  return births !== null && (growth.kind === 'undecided' || births.kind === 'growing')
    ? births
    : growth;
}

const LESSER_CONFIDENCES = [0.99, 0.9];

function describe(error: { name: string; message: string } | null): string {
  if (error === null) return 'the subject failed';
  // An error of ours is a whole sentence; of any other the name is half of what it says.
  return error.name === 'LeaklabError' ? error.message : `${error.name}: ${error.message}`;
}

function failedControl({ planted, empty }: Controls): string {
  const which = planted.found
    ? 'the empty subject was not clean'
    : 'the planted leak was not found';
  const why = (planted.found ? empty.reason : planted.reason) ?? 'for no known reason';
  return `a control failed: ${which} (${why})`;
}
