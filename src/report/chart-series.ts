import type { Judgement } from '../analysis/verdict.ts';
import { bytesIn } from '../record/reading.ts';
import type { Entry, Memory, RawSample, Sample, Verdict } from '../record/schema.ts';
import * as format from './format.ts';
import type { ChartSeries, Point } from './model.ts';
import type { Finding } from './result-of.ts';

/** Where a reading stands on the axis from left to right. */
export type Across = (reading: Sample | RawSample) => number;

const acrossOperations: Across = ({ operations }) => operations;

/** One thread of a recording over its operations: of several, the one that grows most. */
export function seriesOf(finding: Finding, memory: Memory): ChartSeries {
  const { header, entries, judgement } = finding;
  const lines = linesOf(entries, mostGrown(finding), memory, acrossOperations);
  return {
    variant: header.subject.variant ?? header.subject.name,
    verdict: judgement.verdict,
    summary: summaryOf(judgement),
    memory,
    ...lines,
    slope: slopeOf(finding, memory, lines.floors),
    outOfMemory: outOfMemoryOf(entries),
  };
}

/** What is drawn of one thread's memory. */
export function linesOf(
  entries: readonly Entry[],
  thread: number | undefined,
  memory: Memory,
  across: Across,
): Pick<ChartSeries, 'floors' | 'raw' | 'pages'> {
  const isOfThread = (reading: Sample | RawSample): boolean => reading.thread === thread;
  const floors = entries.filter((entry) => entry.type === 'sample').filter(isOfThread);
  const raws = entries.filter((entry) => entry.type === 'raw').filter(isOfThread);
  return {
    ...(memory === 'wasm' && floors.some(({ wasmLiveBytes }) => wasmLiveBytes !== null)
      ? liveBytesOf(floors, raws, across)
      : { floors: pointsOf(floors, memory, across), raw: pointsOf(raws, memory, across) }),
    pages: memory === 'wasm' ? pagesOf([...floors, ...raws], across) : [],
  };
}

/** The memory that is drawn where none grows. */
export function defaultMemory({ entries }: Finding): Memory {
  const sample = entries.find((entry) => entry.type === 'sample');
  return sample?.wasmPagesBytes == null ? 'js-heap' : 'wasm';
}

/** What was found of a thread, or of all together: "leak +112 B/op", "clean < 0.03 B/op". */
export function summaryOf({ verdict, growth, upperBoundBytesPerOperation }: Judgement): string {
  return wordsOf(verdict, growth?.bytesPerOperation.estimate ?? null, upperBoundBytesPerOperation);
}

export function wordsOf(verdict: Verdict, rate: number | null, upperBound: number | null): string {
  if (rate !== null) return `leak ${format.rate(rate)}`;
  return upperBound === null ? verdict : `${verdict} < ${format.number(upperBound)} B/op`;
}

/** The thread with the strongest leak; the first one where none is told from the others. */
function mostGrown({ entries, judgement }: Finding): number | undefined {
  const leaking = judgement.threads.filter(({ verdict }) => verdict === 'leak');
  const rate = (one: (typeof leaking)[number]): number => one.bytesPerOperation?.estimate ?? 0;
  const [strongest] = leaking.sort((a, b) => rate(b) - rate(a));
  const first = (type: 'sample' | 'raw'): number | undefined => {
    const entry = entries.find((one) => one.type === type);
    return entry !== undefined && 'thread' in entry ? (entry.thread ?? undefined) : undefined;
  };
  return strongest?.thread ?? first('sample') ?? first('raw');
}

function pointsOf(
  readings: readonly (Sample | RawSample)[],
  memory: Memory,
  across: Across,
): Point[] {
  return readings.map((reading) => [across(reading), bytesIn(reading, memory) ?? 0] as const);
}

/** What is live: nothing before there is a heap, and between floors only where it was counted. */
function liveBytesOf(
  floors: readonly Sample[],
  raws: readonly RawSample[],
  across: Across,
): Pick<ChartSeries, 'floors' | 'raw'> {
  return {
    floors: floors.map((floor) => [across(floor), floor.wasmLiveBytes ?? 0]),
    raw: raws.flatMap((raw) =>
      raw.wasmLiveBytes === null ? [] : [[across(raw), raw.wasmLiveBytes] as const],
    ),
  };
}

function pagesOf(readings: readonly (Sample | RawSample)[], across: Across): Point[] {
  return readings
    .flatMap((reading) =>
      reading.wasmPagesBytes === null ? [] : [[across(reading), reading.wasmPagesBytes] as const],
    )
    .sort((a, b) => a[0] - b[0]);
}

function slopeOf(
  { header, judgement: { growth, memory } }: Finding,
  shown: Memory,
  floors: readonly Point[],
): ChartSeries['slope'] {
  const last = floors.at(-1);
  const { threads } = header.settings;
  if (growth === null || memory !== shown || threads !== 1 || last === undefined) return null;
  const { estimate, low, high } = growth.bytesPerOperation;
  const from = floors.find(([operations]) => operations === growth.from.operations);
  return from === undefined ? null : { from, toOperations: last[0], estimate, low, high };
}

function outOfMemoryOf(entries: readonly Entry[]): ChartSeries['outOfMemory'] {
  const event = entries.find((entry) => entry.type === 'event' && entry.event === 'out-of-memory');
  return event?.event === 'out-of-memory'
    ? { operations: event.operations, limitBytes: event.limitBytes }
    : null;
}
