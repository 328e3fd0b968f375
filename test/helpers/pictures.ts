import type {
  ChartSeries,
  HeapChart,
  LoadChart,
  LoadRound,
  OverviewChart,
  Point,
} from '../../src/report/model.ts';
import {
  fitted,
  fixed,
  heapChart,
  leaky,
  linear,
  panel,
  sawtooth,
  series,
  staircase,
} from './charts.ts';

const KiB = 1024;
const MiB = 1024 * KiB;
const FAILED = { verdict: 'failed', summary: 'failed: TypeError' } as const;

function wasm(...all: ReturnType<typeof series>[]) {
  return { title: 'Rust → WASM', series: all };
}

function wasmLeaky(over: Parameters<typeof series>[0] = {}) {
  const floors = linear({ start: 0, perOperation: 96, operations: 120_000 });
  return series({
    memory: 'wasm',
    summary: 'leak +96 B/op',
    floors,
    pages: floors.map(([done, bytes]) => [done, Math.ceil(bytes / (64 * KiB) + 17) * 64 * KiB]),
    slope: fitted(floors, 96, 4),
    ...over,
  });
}

function wasmFixed(over: Parameters<typeof series>[0] = {}) {
  const floors = linear({ start: 640, perOperation: 0, operations: 120_000 });
  return series({
    variant: 'fixed',
    verdict: 'clean',
    memory: 'wasm',
    summary: 'clean < 0.01 B/op',
    floors,
    pages: floors.map(([done]) => [done, 17 * 64 * KiB]),
    ...over,
  });
}

function outOfMemory() {
  const floors = linear({ perOperation: 4096, operations: 52_000 });
  return leaky({
    floors,
    raw: sawtooth(floors, { swing: 20 * MiB }),
    slope: fitted(floors, 4096, 300),
    outOfMemory: { operations: 63_000, limitBytes: 256 * MiB },
    summary: 'leak +4.1 KiB/op',
  });
}

function manyRaw() {
  const floors = linear({ start: 18 * MiB, perOperation: 1200, operations: 9000, batches: 60 });
  return leaky({ variant: '', floors, raw: sawtooth(floors, { teeth: 60, perTooth: 80 }) });
}

const stairs = staircase({ operations: 100_000, batches: 40 });

/** Every kind of picture that a run can bring about. */
export const PICTURES: Readonly<Record<string, HeapChart>> = {
  pair: heapChart(
    wasm(wasmLeaky(), wasmFixed()),
    panel(leaky({ operations: 120_000 }), fixed({ operations: 120_000 })),
  ),
  'five variants that end at one height': heapChart(
    wasm(wasmLeaky(), wasmFixed(), wasmFixed({ variant: 'lru' })),
    panel(
      leaky({ operations: 100_000, perOperation: 60 }),
      fixed({ operations: 100_000 }),
      fixed({ variant: 'fifo', verdict: 'inconclusive', summary: 'inconclusive: control failed' }),
      fixed({ variant: 'lru', operations: 100_000, start: 5.02 * MiB }),
      fixed({ variant: 'once', operations: 100_000, start: 5.04 * MiB }),
    ),
  ),
  'logarithmic axis': heapChart(
    wasm(
      wasmLeaky({ floors: linear({ start: 0, perOperation: 65_536 }), pages: [], slope: null }),
      wasmFixed({ verdict: 'leak', floors: linear({ start: 0, perOperation: 8 }), pages: [] }),
    ),
    panel(leaky({ start: 0, perOperation: 700_000, raw: [] }), fixed({ start: 2000, raw: [] })),
  ),
  'out of memory': heapChart(
    wasm(
      wasmLeaky({ outOfMemory: { operations: 131_000, limitBytes: 16 * MiB } }),
      wasmFixed({ outOfMemory: { operations: 131_000, limitBytes: 16 * MiB } }),
    ),
    panel(outOfMemory(), fixed({ operations: 120_000 })),
  ),
  failed: heapChart(
    wasm(wasmLeaky({ ...FAILED, floors: [], pages: [], slope: null }), wasmFixed()),
    panel(series(FAILED), series({ ...FAILED, variant: 'fixed' })),
  ),
  'one panel, one unnamed series': heapChart(panel(manyRaw())),
  staircase: heapChart(
    wasm(
      wasmLeaky({
        floors: stairs,
        pages: [],
        slope: { from: stairs[0]!, toOperations: 125_000, estimate: 19, low: 12, high: 27 },
      }),
    ),
    panel(fixed({ operations: 100_000 }), fixed({ variant: 'other', operations: 40_000 })),
  ),
  'tiny and single': heapChart(
    wasm(wasmLeaky({ floors: linear({ start: 0, perOperation: 0.008 }), pages: [], slope: null })),
    panel(leaky({ perOperation: 2 }), fixed({ floors: [[1000, 5 * MiB]] })),
  ),
  'zeros, and lengths far apart': heapChart(
    wasm(wasmFixed({ floors: linear({ start: 0, perOperation: 0 }), pages: [] })),
    panel(leaky({ operations: 4000 }), fixed({ operations: 1_000_000, batches: 200 })),
  ),
  'names that need care': {
    title: 'A <cache> & its "friends" ]]> whose title goes on and on '.repeat(4),
    subtitle: 'sub\u0000title <&">',
    panels: [
      {
        title: '<TypeScript & "JavaScript"> '.repeat(5),
        series: [
          leaky({ variant: 'a <very> & "long" name of a variant' }),
          fixed({ summary: 'clean <&"> and then a summary that does not want to end '.repeat(3) }),
        ],
      },
    ],
  },
};

export const OVERVIEW: OverviewChart = {
  title: 'Seven leaks <&"> and their cures',
  subtitle: 'planted leak found, empty subject clean',
  rows: Object.entries(PICTURES)
    .slice(0, 7)
    .map(([name, { subtitle, panels }]) => ({
      title: `${name}: a title of some length`,
      subtitle,
      panels,
    })),
};

const threads = (count: number): ChartSeries[] =>
  Array.from({ length: count }, (_, thread) =>
    leaky({
      ...{ variant: `process 4711, thread ${thread}`, slope: null, operations: 12 },
      perOperation: (count - thread) * 2 ** 16,
    }),
  );

const rounds = Array.from({ length: 24 }, (_, i): LoadRound => {
  const from = 0.4 + i / 2;
  return {
    ...{ from, to: from + 0.3, isMeasured: i > 2 },
    ...{ answeredPerSecond: 9000 + 300 * (i % 5), failedPerSecond: i % 7 === 3 ? 900 : 0 },
    ...{ p50Ms: 2 + (i % 3), p99Ms: 14 + 9 * (i % 4) },
  };
});

const waves = (height: number): Point[] =>
  Array.from({ length: 240 }, (_, i) => [0.4 + i / 20, Math.round(height * (1 + Math.sin(i)))]);

/** Servers under load, over time. */
export const LOADS: Record<string, LoadChart> = {
  'a cluster': {
    title: 'server.js <&"> whose name goes on and on '.repeat(5),
    subtitle: 'GET / at http://127.0.0.1:3000, 10 connections, 9,600 requests a second',
    ...{ memory: threads(5), rounds, loopDelayMs: waves(8), inFlight: waves(5), queued: waves(2) },
  },
  'one thread, no errors, nothing in flight': {
    ...{ title: 'server.js', subtitle: 'GET /items at http://127.0.0.1:3000' },
    memory: [fixed({ variant: 'server.js', operations: 12 })],
    rounds: rounds.map((round) => ({ ...round, failedPerSecond: 0 })),
    ...{ loopDelayMs: waves(0), inFlight: waves(0), queued: [] },
  },
  'out of memory at once': {
    ...{ title: 'server.js', subtitle: 'GET /items at http://127.0.0.1:3000' },
    memory: [
      leaky({
        ...{ floors: [[0.9, 5 * MiB]], raw: [], slope: null, verdict: 'failed', summary: 'failed' },
        outOfMemory: { operations: 1.4, limitBytes: 32 * MiB },
      }),
    ],
    rounds: rounds.slice(0, 2).map((round) => ({ ...round, answeredPerSecond: 0, p99Ms: 0 })),
    ...{ loopDelayMs: [], inFlight: [], queued: [] },
  },
};
