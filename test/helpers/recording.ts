import type { Point } from '../../src/analysis/series.ts';
import type {
  Controls,
  Entry,
  Header,
  Memory,
  Outcome,
  RawSample,
  RecordedEvent,
  Sample,
  Settings,
  Tool,
} from '../../src/record/schema.ts';
import { jsHeap, objectGrowth, place } from './js-heap.ts';
import { growthGroup, wasmHeap } from './wasm-heap.ts';

export const SETTINGS: Settings = {
  threads: 1,
  budgetMs: 10_000,
  timeoutMs: 30_000,
  limitBytes: 64 * 2 ** 20,
  confidence: 0.999,
  detectBytesPerOperation: 1,
  detectBytesPerSecond: null,
  seed: 1,
  untilOom: false,
  iterations: null,
  onlyMemory: null,
  limitGiven: false,
  commonOperations: false,
};

export const TOOL: Tool = {
  version: '0.1.0',
  node: 'v20.20.2',
  platform: 'linux-x64',
  heapLimitBytes: 4 * 2 ** 30,
  memoryBytes: 16 * 2 ** 30,
};

export const CONTROLS: Controls = {
  planted: { found: true, bytesPerOperation: 40, reason: null },
  empty: { clean: true, reason: null },
  noiseBytes: 0,
  smallestDetectableBytesPerOperation: 0.02,
};

export const NOT_FOUND: Controls = {
  ...CONTROLS,
  planted: { found: false, bytesPerOperation: null, reason: 'too few batches' },
};

export const NOT_CLEAN: Controls = { ...CONTROLS, empty: { clean: false, reason: 'too restless' } };

export function header(over: Partial<Header> = {}): Header {
  return {
    type: 'header',
    schema: 'leaklab.recording/1',
    subject: {
      name: 'cycle',
      kind: 'scenario',
      path: 'cycle.wasm',
      implementation: 'wasm',
      variant: 'leaky',
    },
    expected: { verdict: 'leak', mechanism: 'cycle' },
    tool: TOOL,
    startedAt: '2026-01-31T12:00:00.000Z',
    settings: SETTINGS,
    controls: CONTROLS,
    wasmMaximumBytes: null,
    notes: [],
    ...over,
  };
}

/** A floor of a subject that holds nothing and has no linear memory. */
export function sample(over: Partial<Sample> = {}): Sample {
  return {
    type: 'sample',
    thread: 1,
    batch: 0,
    operations: 1000,
    served: null,
    elapsedMs: 20,
    batchMs: 20,
    settleMs: 5,
    jsHeapBytes: 4_000_000,
    heapUsedBytes: 5_000_000,
    heapTotalBytes: 8_000_000,
    spaces: { old_space: 4_000_000 },
    nativeContexts: 1,
    externalBytes: 0,
    arrayBuffersBytes: 0,
    wasmPagesBytes: null,
    wasmMemories: null,
    wasmMaximumBytes: null,
    wasmLiveBytes: null,
    wasmLiveBlocks: null,
    wasmPeakBytes: null,
    wasmAllocations: null,
    dropLedger: null,
    rssBytes: 60_000_000,
    ...over,
  };
}

export function raw(over: Partial<RawSample> = {}): RawSample {
  return {
    type: 'raw',
    thread: 1,
    operations: 500,
    elapsedMs: 10,
    heapUsedBytes: 5_500_000,
    externalBytes: 0,
    arrayBuffersBytes: 0,
    wasmPagesBytes: null,
    wasmLiveBytes: null,
    rssBytes: 60_000_000,
    ...over,
  };
}

/** A sample's own name for each memory that a law can describe. */
const FIELDS = {
  'js-heap': (bytes: number) => ({ jsHeapBytes: bytes, heapUsedBytes: bytes + 1_000_000 }),
  'array-buffers': (bytes: number) => ({ arrayBuffersBytes: bytes }),
  external: (bytes: number) => ({ externalBytes: bytes }),
  wasm: (bytes: number) => ({
    wasmLiveBytes: bytes,
    wasmPagesBytes: 2 ** 24,
    wasmAllocations: 99,
  }),
} as const;

/** The samples of one worker, from the floors of each memory that is of interest. */
export function samplesOf(
  memories: { readonly [M in Exclude<Memory, 'native'>]?: readonly Point[] },
  over: Partial<Sample> = {},
): Sample[] {
  const series = Object.entries(memories) as [keyof typeof FIELDS, readonly Point[]][];
  const timed = series[0]![1];
  return timed.map(({ operations, operatingMs }, batch) => {
    const readings = series.map(([memory, points]) => FIELDS[memory](points[batch]!.bytes));
    return sample({
      batch,
      operations,
      elapsedMs: 25 * (batch + 1),
      batchMs: operatingMs - (timed[batch - 1]?.operatingMs ?? 0),
      ...Object.assign({}, ...readings),
      ...over,
    });
  });
}

export function outcome(over: Partial<Outcome> = {}): Outcome {
  return { type: 'outcome', end: 'decided', error: null, elapsedMs: 500, ...over };
}

export function outOfMemory(
  over: Partial<Extract<RecordedEvent, { event: 'out-of-memory' }>> = {},
): RecordedEvent {
  return {
    type: 'event',
    event: 'out-of-memory',
    elapsedMs: 480,
    thread: 1,
    memory: 'js-heap',
    limitBytes: SETTINGS.limitBytes,
    operations: 50_000,
    message: 'Worker terminated due to reaching memory limit: JS heap out of memory',
    scope: 'worker',
    ...over,
  };
}

/** A round of a server's requests, all of which were answered. */
export function round(over: Partial<Extract<RecordedEvent, { event: 'round' }>> = {}) {
  return {
    type: 'event',
    event: 'round',
    elapsedMs: 400,
    batch: 1,
    ...{ sent: 1000, answered: 1000, errors: 0, timeouts: 0, aborted: 0 },
    statuses: { '200': 1000 },
    loadMs: 250,
    latencyMs: { p50: 1, p90: 3, p99: 7, max: 20 },
    received: 1000,
    inFlight: 0,
    queued: null,
    ...over,
  } as const satisfies RecordedEvent;
}

export function isolate(over: Partial<Extract<RecordedEvent, { event: 'isolate' }>> = {}) {
  return {
    ...{ type: 'event', event: 'isolate', elapsedMs: 14 },
    ...{ thread: 1, pid: 4711, threadId: 1, heapLimitBytes: 4 * 2 ** 30, cgroup: null },
    measured: true,
    ...over,
  } as const satisfies RecordedEvent;
}

/** One of each kind of record that may follow a header. */
export const EVERY_KIND: readonly Entry[] = [
  raw(),
  {
    type: 'event',
    event: 'gc',
    elapsedMs: 12,
    thread: 1,
    minor: 3,
    major: 1,
    incremental: 0,
    pauseMs: 2.5,
  },
  sample(),
  sample({
    batch: 1,
    operations: 2000,
    wasmPagesBytes: 131_072,
    wasmMemories: 1,
    wasmLiveBytes: 4096,
    wasmLiveBlocks: 12,
    wasmPeakBytes: 5000,
    wasmAllocations: 99,
    dropLedger: { constructed: 7, dropped: 5 },
  }),
  {
    type: 'event',
    event: 'memwatch',
    elapsedMs: 13,
    stats: { used_heap_size: 1, nested: { deep: 'ü' } },
  },
  { type: 'event', event: 'worker-exit', elapsedMs: 14, thread: 1, exitCode: 1 },
  raw({
    server: { inFlight: 3, queued: null, connections: 10, loopDelayMs: { mean: 0.5, max: 12 } },
  }),
  isolate(),
  { type: 'event', event: 'isolate-exit', elapsedMs: 14, thread: 1 },
  round({ batch: null }),
  round(),
  { type: 'event', event: 'cell-exit', elapsedMs: 15, exitCode: null, signal: 'SIGKILL' },
  outOfMemory(),
  { type: 'controls', elapsedMs: 300, controls: CONTROLS },
  wasmHeap([growthGroup()]),
  { type: 'wasm-note', elapsedMs: 301, module: 'app.wasm', text: 'its heap was not in order' },
  jsHeap([objectGrowth({ sample: 'Session {user: "ü"}' })], {
    allocations: [
      { bytes: 9000, stack: [place('/app/cache.mjs', 14, { function: 'put' })], isMember: true },
    ],
    unreleased: {
      taken: place('/app/slab.mjs', 3),
      takenCount: 100,
      release: place('/app/slab.mjs'),
    },
  }),
  { type: 'js-note', elapsedMs: 402, text: 'its process ended' },
  {
    type: 'event',
    event: 'error',
    elapsedMs: 16,
    thread: null,
    error: { name: 'Error', message: 'a\nb "quoted" 𝛼', stack: null },
  },
  outcome({ end: 'failed', error: { name: 'TypeError', message: 'no', stack: 'TypeError: no' } }),
];

/** A recording as its file holds it. */
export function textOf(lines: readonly object[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
