import { bytesIn } from '../record/reading.ts';
import type { Entry, Memory, RawSample, Sample } from '../record/schema.ts';
import * as format from './format.ts';
import type { ChartPanel, ChartSeries, HeapChart, OverviewChart, Point } from './model.ts';
import type { Finding } from './result-of.ts';

const PANEL_TITLES: Record<string, string> = { wasm: 'Rust → WASM', ts: 'TypeScript' };

/** One chart a subject name, its variants together; in the order of the findings. */
export function heapCharts(
  findings: readonly Finding[],
  titles: ReadonlyMap<string, string>,
): { name: string; chart: HeapChart }[] {
  const names = [...new Set(findings.map(({ header }) => header.subject.name))];
  return names.map((name) => {
    const mine = findings.filter(({ header }) => header.subject.name === name);
    return {
      name,
      chart: {
        title: titles.get(name) ?? name,
        subtitle: `${name}: memory at rest, and between collections, over operations`,
        panels: panelsOf(mine),
      },
    };
  });
}

export function overviewChart(
  charts: readonly { name: string; chart: HeapChart }[],
  subtitle: string,
): OverviewChart {
  return {
    title: 'leaklab: leaks beside their cures',
    subtitle,
    rows: charts.map(({ name, chart }) => ({ ...chart, subtitle: name })),
  };
}

function panelsOf(findings: readonly Finding[]): ChartPanel[] {
  const implementations = [
    ...new Set(findings.map(({ header }) => header.subject.implementation ?? '')),
  ];
  return implementations.map((implementation) => {
    const mine = findings.filter(
      ({ header }) => (header.subject.implementation ?? '') === implementation,
    );
    // All variants of a panel show the memory in which one of them leaks, or they can't be compared.
    const memory = mine.find(({ judgement }) => judgement.memory !== null)?.judgement.memory;
    return {
      title: PANEL_TITLES[implementation] ?? implementation,
      series: mine.map((finding) => seriesOf(finding, memory ?? defaultMemory(finding))),
    };
  });
}

function defaultMemory({ entries }: Finding): Memory {
  const sample = entries.find((entry) => entry.type === 'sample');
  return sample?.wasmPagesBytes == null ? 'js-heap' : 'wasm';
}

function seriesOf({ header, entries, judgement }: Finding, memory: Memory): ChartSeries {
  const samples = entries.filter((entry) => entry.type === 'sample');
  // Of several threads the first is drawn: each has the same axis of operations.
  const thread = samples[0]?.thread ?? entries.find((entry) => entry.type === 'raw')?.thread;
  const ofThread = <E extends Entry & { thread: number }>(entry: E): boolean =>
    entry.thread === thread;
  const floors = samples.filter(ofThread);
  const raws = entries.filter((entry) => entry.type === 'raw').filter(ofThread);
  return {
    variant: header.subject.variant ?? header.subject.name,
    verdict: judgement.verdict,
    summary: summaryOf(judgement),
    memory,
    ...(memory === 'wasm' && floors.some(({ wasmLiveBytes }) => wasmLiveBytes !== null)
      ? liveBytesOf(floors, raws)
      : { floors: pointsOf(floors, memory), raw: pointsOf(raws, memory) }),
    pages: memory === 'wasm' ? pagesOf([...floors, ...raws]) : [],
    slope: slopeOf(judgement, memory, header.settings.threads, floors),
    outOfMemory: outOfMemoryOf(entries),
  };
}

function summaryOf({ verdict, growth, upperBoundBytesPerOperation }: Finding['judgement']): string {
  if (growth !== null) return `leak ${format.rate(growth.bytesPerOperation.estimate)}`;
  return upperBoundBytesPerOperation === null
    ? verdict
    : `${verdict} < ${format.number(upperBoundBytesPerOperation)} B/op`;
}

function pointsOf(readings: readonly (Sample | RawSample)[], memory: Memory): Point[] {
  return readings.map((reading) => [reading.operations, bytesIn(reading, memory) ?? 0] as const);
}

/** What is live: nothing before there is a heap, and between floors only where it was counted. */
function liveBytesOf(
  floors: readonly Sample[],
  raws: readonly RawSample[],
): Pick<ChartSeries, 'floors' | 'raw'> {
  return {
    floors: floors.map(({ operations, wasmLiveBytes }) => [operations, wasmLiveBytes ?? 0]),
    raw: raws.flatMap(({ operations, wasmLiveBytes }) =>
      wasmLiveBytes === null ? [] : [[operations, wasmLiveBytes] as const],
    ),
  };
}

function pagesOf(readings: readonly (Sample | RawSample)[]): Point[] {
  return readings
    .flatMap(({ operations, wasmPagesBytes }) =>
      wasmPagesBytes === null ? [] : [[operations, wasmPagesBytes] as const],
    )
    .sort((a, b) => a[0] - b[0]);
}

function slopeOf(
  { growth, memory }: Finding['judgement'],
  shown: Memory,
  threads: number,
  floors: readonly Sample[],
): ChartSeries['slope'] {
  const last = floors.at(-1);
  if (growth === null || memory !== shown || threads !== 1 || last === undefined) return null;
  const { estimate, low, high } = growth.bytesPerOperation;
  const first = floors.find((sample) => sample.operations === growth.from.operations);
  if (first === undefined) return null;
  const [from] = pointsOf([first], memory);
  return { from: from!, toOperations: last.operations, estimate, low, high };
}

function outOfMemoryOf(entries: readonly Entry[]): ChartSeries['outOfMemory'] {
  const event = entries.find((entry) => entry.type === 'event' && entry.event === 'out-of-memory');
  return event?.event === 'out-of-memory'
    ? { operations: event.operations, limitBytes: event.limitBytes }
    : null;
}
