import type { Controls, Entry, Memory, Settings, Verdict } from '../record/schema.ts';
import { assessGrowth } from './assess-growth.ts';
import type { Growth, Shape } from './growth.ts';
import type { Interval } from './median-interval.ts';
import type { Point } from './series.ts';
import { seriesOf } from './series.ts';

export interface MemoryJudgement {
  readonly memory: Memory;
  readonly growth: Growth;
}

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
}

/**
 * What the judge is shown: no name, no label, no path. The architecture test keeps it so.
 */
export interface Evidence {
  readonly settings: Pick<Settings, 'threads' | 'confidence' | 'detectBytesPerOperation'>;
  readonly controls: Controls | null;
  readonly entries: readonly Entry[];
}

/**
 * Judges a recording, whole or as far as it has got. Pure: the same recording, the same verdict.
 */
export function judge(evidence: Evidence): Judgement {
  const { entries, controls } = evidence;
  const end = entries.findLast((entry) => entry.type === 'outcome');
  const ranOut = entries.some((entry) => entry.type === 'event' && entry.event === 'out-of-memory');
  const { memories, confidence } = judgeWithConfidence(evidence, ranOut);
  const growing = memories
    .filter((item) => item.growth.kind === 'growing')
    .sort((a, b) => rateOf(b.growth) - rateOf(a.growth))[0];
  const nothing = {
    memory: null,
    growth: null,
    upperBoundBytesPerOperation: null,
    memories,
  };
  if (end?.end === 'failed') {
    return { ...nothing, verdict: 'failed', reason: describe(end.error) };
  }
  if (controls !== null && !(controls.planted.found && controls.empty.clean)) {
    const { planted, empty } = controls;
    const which = planted.found
      ? 'the empty subject was not clean'
      : 'the planted leak was not found';
    const why = (planted.found ? empty.reason : planted.reason) ?? 'for no known reason';
    return { ...nothing, verdict: 'inconclusive', reason: `a control failed: ${which} (${why})` };
  }
  if (growing !== undefined && growing.growth.kind === 'growing') {
    const { bytesPerOperation, shape, from } = growing.growth;
    return {
      verdict: 'leak',
      reason: null,
      memory: growing.memory,
      growth: { bytesPerOperation, confidence, shape, from },
      upperBoundBytesPerOperation: null,
      memories,
    };
  }
  if (ranOut) {
    return {
      ...nothing,
      verdict: 'failed',
      reason: `${describe(end?.error ?? null)}; it ran out of memory before growth could be measured`,
    };
  }
  const undecided = memories.flatMap(({ memory, growth }) =>
    growth.kind === 'undecided' ? [{ memory, growth }] : [],
  );
  if (memories.length === 0 || undecided.length > 0) {
    return { ...nothing, verdict: 'inconclusive', reason: explain(undecided, end?.end ?? null) };
  }
  return {
    ...nothing,
    verdict: 'clean',
    reason: null,
    upperBoundBytesPerOperation: Math.max(
      ...memories.map(({ growth }) => (growth.kind === 'flat' ? growth.upperBound : 0)),
    ),
  };
}

/**
 * A subject that ran out of memory may have done so before there were floors enough for the
 * confidence that was asked for. That it ran out is evidence, too: then less will do, and it is said.
 */
function judgeWithConfidence(
  evidence: Evidence,
  ranOut: boolean,
): { memories: MemoryJudgement[]; confidence: number } {
  const asked = evidence.settings.confidence;
  const plain = { memories: judgeMemories(evidence, asked, ranOut), confidence: asked };
  if (!ranOut || grows(plain.memories)) return plain;
  for (const confidence of LESSER_CONFIDENCES.filter((level) => level < asked)) {
    const memories = judgeMemories(evidence, confidence, ranOut);
    if (grows(memories)) return { memories, confidence };
  }
  return plain;
}

const grows = (memories: readonly MemoryJudgement[]): boolean =>
  memories.some(({ growth }) => growth.kind === 'growing');

const LESSER_CONFIDENCES = [0.99, 0.9];

function judgeMemories(
  { settings, controls, entries }: Evidence,
  confidence: number,
  ranOut: boolean,
): MemoryJudgement[] {
  const samples = entries.filter((entry) => entry.type === 'sample');
  if (samples.length === 0) return [];
  const counted = samples.every((sample) => sample.wasmLiveBytes !== null);
  return seriesOf(samples, settings.threads).map(({ memory, points }) => ({
    memory,
    growth: assessGrowth(points, {
      confidence,
      exact: memory === 'wasm' && counted,
      ranOut,
      detectBytesPerOperation: settings.detectBytesPerOperation,
      toleranceBytes: settings.threads * tolerance(memory, counted, controls),
    }),
  }));
}

/**
 * Growth, over half of a run, that the runtime itself may make without any leak. JS heap: steps of
 * 48 to 700 bytes are common between the floors of clean programs, of 1 to 9 KB rare (JIT code,
 * feedback); four times what the empty subject showed in this run, where that is more.
 */
function tolerance(memory: Memory, counted: boolean, controls: Controls | null): number {
  switch (memory) {
    case 'wasm':
      // Counted by the module's own allocator to the byte; pages come in steps of 64 KiB.
      return counted ? WASM_WORD_BYTES : WASM_PAGE_BYTES;
    case 'array-buffers':
      return ARRAY_BUFFER_BYTES;
    default:
      return Math.max(JS_HEAP_BYTES, 4 * (controls?.noiseBytes ?? 0));
  }
}

const JS_HEAP_BYTES = 8192;
const ARRAY_BUFFER_BYTES = 1024;
const WASM_WORD_BYTES = 8;
const WASM_PAGE_BYTES = 65_536;

const rateOf = (growth: Growth): number =>
  growth.kind === 'growing' ? growth.bytesPerOperation.estimate : 0;

function describe(error: { name: string; message: string } | null): string {
  if (error === null) return 'the subject failed';
  // An error of ours is a whole sentence; of any other the name is half of what it says.
  return error.name === 'LeaklabError' ? error.message : `${error.name}: ${error.message}`;
}

function explain(
  undecided: readonly { memory: Memory; growth: Growth & { kind: 'undecided' } }[],
  end: string | null,
): string {
  const cut = end === 'interrupted' ? 'interrupted; ' : '';
  const worst = undecided.toSorted((a, b) => WEIGHT[a.growth.why] - WEIGHT[b.growth.why])[0];
  if (worst === undefined) return `${cut}no floor was measured`;
  const { memory, growth } = worst;
  const bound =
    growth.upperBound === null ? '' : `${Number(growth.upperBound.toPrecision(2))} B/op`;
  switch (growth.why) {
    case 'slowing':
      return `${cut}the ${memory} still grows, but ever slower: a cache may still be filling`;
    case 'noisy':
      return `${cut}the ${memory} is too restless: a leak of ${bound} could hide`;
    case 'too-few-operations':
      return `${cut}too few operations: a leak of ${bound} could hide in the ${memory}`;
    case 'too-few-floors':
      return `${cut}too few batches were measured: a longer budget is needed`;
  }
}

const WEIGHT = { slowing: 0, noisy: 1, 'too-few-operations': 2, 'too-few-floors': 3 } as const;
