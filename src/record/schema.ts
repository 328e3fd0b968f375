import { z } from 'zod';

/**
 * The recording: newline-delimited JSON, one record a line, appended while the subject runs.
 * A header comes first; samples, raw samples and events follow as they are taken; an outcome ends
 * it. A recording without an outcome was cut off (its writer was killed) and is still valid.
 */
export const RECORDING_SCHEMA = 'leaklab.recording/1';

export const verdictSchema = z.enum(['leak', 'clean', 'inconclusive', 'failed']);
export const mechanismSchema = z.enum([
  'cycle',
  'growing-vec',
  'leaky-cache',
  'forget',
  'listeners',
  'timers',
  'pending',
  'unknown',
]);
/** The memories that a verdict can name. `native` is advisory: RSS that nothing else explains. */
export const memorySchema = z.enum(['js-heap', 'array-buffers', 'external', 'wasm', 'native']);

const bytes = z.number().nonnegative();
const count = z.number().int().nonnegative();

export const subjectSchema = z.object({
  name: z.string(),
  kind: z.enum(['scenario', 'module', 'wasm', 'server', 'control']),
  path: z.string().nullable(),
  implementation: z.string().nullable(),
  variant: z.string().nullable(),
});

export const expectedSchema = z.object({
  verdict: verdictSchema,
  mechanism: mechanismSchema.nullable(),
});

export const settingsSchema = z.object({
  threads: count,
  budgetMs: z.number().positive(),
  timeoutMs: z.number().positive(),
  /** Old-generation limit of each worker, and the maximum of each WASM memory. */
  limitBytes: z.number().positive(),
  /** Probability with which an interval covers the true rate, e.g. 0.999. */
  confidence: z.number().gt(0).lt(1),
  detectBytesPerOperation: z.number().positive(),
  /** Of slow operations, the smallest leak that matters by time; null where only that by operation counts. */
  detectBytesPerSecond: z.number().positive().nullable().default(null),
  seed: count,
  untilOom: z.boolean(),
  /** The most operations that a worker does; null where time alone is the bound. */
  iterations: count.positive().nullable().default(null),
  /** The one memory that the subject can fill, where there is but one: a bare module has no other. */
  onlyMemory: z.literal('wasm').nullable().default(null),
  /** Whether the user set the limit; else it is the default, and says nothing of the user's process. */
  limitGiven: z.boolean().default(false),
  /**
   * Whether all threads have their operations in common: a server's requests are those of all its
   * isolates. Otherwise each thread does its own, and they add up.
   */
  commonOperations: z.boolean().default(false),
});

/** How the cell was started. Of variables only the names are kept: values may be secrets. */
export const launchSchema = z.object({
  nodeOptions: z.array(z.string()),
  environment: z.array(z.string()),
});

/** How a server was driven. Of headers only the names are kept: values may be secrets. */
export const loadSchema = z.object({
  /** What started the server. */
  command: z.array(z.string()),
  /** Where it listened; empty where it did not. */
  origin: z.string(),
  /** Each connection sends them in turn. */
  requests: z.array(
    z.object({
      path: z.string(),
      method: z.string(),
      headers: z.array(z.string()),
      bodyBytes: bytes,
    }),
  ),
  /** Whether no request is like another. */
  varied: z.boolean(),
  connections: count,
  pipelining: count,
  /** Requests a second, at most. */
  rate: z.number().positive().nullable(),
  /** Of the requests, the share of one connection, which stays open while all others come and go. */
  lastingShare: z.number().min(0).max(1).default(0),
});

/** What the controls of this run showed; each recording has it, so that it stands alone. */
export const controlsSchema = z.object({
  planted: z.object({
    found: z.boolean(),
    bytesPerOperation: z.number().nullable(),
    /** Why it was not found; null where it was. */
    reason: z.string().nullable(),
  }),
  empty: z.object({ clean: z.boolean(), reason: z.string().nullable() }),
  /** The largest step between two floors of the empty subject: this machine's noise today. */
  noiseBytes: bytes,
  smallestDetectableBytesPerOperation: z.number().nullable(),
});

/** What measured, and on what machine. Recordings of versions before the last two have null there. */
export const toolSchema = z.object({
  version: z.string(),
  node: z.string(),
  platform: z.string(),
  /** Where V8 ends a process on this machine, unless it is told otherwise. */
  heapLimitBytes: bytes.nullable().default(null),
  /** Of the whole machine. */
  memoryBytes: bytes.nullable().default(null),
});

export const headerSchema = z.object({
  type: z.literal('header'),
  schema: z.literal(RECORDING_SCHEMA),
  subject: subjectSchema,
  expected: expectedSchema.nullable(),
  tool: toolSchema,
  startedAt: z.string(),
  settings: settingsSchema,
  /** Null where they are an entry of their own. */
  controls: controlsSchema.nullable(),
  launch: launchSchema.optional(),
  /** Of a server alone. */
  load: loadSchema.optional(),
  /** How large the memory of a .wasm may become by itself; null where that is not known. */
  wasmMaximumBytes: bytes.nullable().default(null),
  notes: z.array(z.string()),
});

/** A floor: one worker's memories at rest, after a batch of operations, settling and full GCs. */
export const sampleSchema = z.object({
  type: z.literal('sample'),
  thread: count,
  batch: count,
  /** Operations that this worker has done since it started, warm-up included. */
  operations: count,
  /**
   * Of a server's isolate, which has the operations in common with all others: the requests that its own
   * HTTP servers have answered, or seen end, since it started. Null otherwise.
   */
  served: count.nullable().default(null),
  /** Since the cell was ready. */
  elapsedMs: z.number(),
  batchMs: z.number(),
  settleMs: z.number(),
  /** Heap spaces that hold the program's objects (new, old, large, map): without code and metadata. */
  jsHeapBytes: bytes,
  heapUsedBytes: bytes,
  heapTotalBytes: bytes,
  spaces: z.record(z.string(), bytes),
  nativeContexts: count,
  /** Off-heap memory that V8 knows of, without array buffers and WASM memories. */
  externalBytes: bytes,
  arrayBuffersBytes: bytes,
  /** Size of all linear memories; null as long as the subject has made none that leaklab knows of. */
  wasmPagesBytes: bytes.nullable(),
  /** How many there are. Recordings of earlier versions don't say: it was one. */
  wasmMemories: count.nullable().default(null),
  /** How large the one memory that there is may become; null of several, or where it is not known. */
  wasmMaximumBytes: bytes.nullable().default(null),
  /** Bytes and blocks that the modules' allocators have given out; null where one doesn't count them. */
  wasmLiveBytes: bytes.nullable(),
  wasmLiveBlocks: count.nullable(),
  wasmPeakBytes: bytes.nullable(),
  wasmAllocations: count.nullable(),
  /** Values constructed and dropped so far. */
  dropLedger: z.object({ constructed: count, dropped: count }).nullable(),
  /** Of the whole cell. */
  rssBytes: bytes,
});

/** A reading between two floors, without collecting: for the picture alone, never for a verdict. */
export const rawSchema = z.object({
  type: z.literal('raw'),
  thread: count,
  operations: count,
  elapsedMs: z.number(),
  heapUsedBytes: bytes,
  externalBytes: bytes,
  arrayBuffersBytes: bytes,
  wasmPagesBytes: bytes.nullable(),
  wasmLiveBytes: bytes.nullable(),
  rssBytes: bytes,
  /** Of a server's isolate: how busy it is. */
  server: z
    .object({
      inFlight: count,
      /** Tasks that wait for a thread of the pool; null of a server that does not tell. */
      queued: count.nullable().default(null),
      connections: count,
      /** How much later than planned the event loop came round, since the reading before. */
      loopDelayMs: z.object({ mean: z.number(), max: z.number() }),
    })
    .optional(),
});

export const errorSchema = z.object({
  name: z.string(),
  message: z.string(),
  stack: z.string().nullable(),
});

const moment = { type: z.literal('event'), elapsedMs: z.number() };

export const eventSchema = z.discriminatedUnion('event', [
  /** Natural collections of a measured worker during one batch. */
  z.object({
    ...moment,
    event: z.literal('gc'),
    thread: count,
    minor: count,
    major: count,
    incremental: count,
    pauseMs: z.number(),
  }),
  /** `stats` of a full GC of the cell's main isolate, as memwatch emits it. */
  z.object({ ...moment, event: z.literal('memwatch'), stats: z.record(z.string(), z.unknown()) }),
  z.object({ ...moment, event: z.literal('worker-exit'), thread: count, exitCode: z.number() }),
  /** An isolate of a server, by the number that it has in this recording. */
  z.object({
    ...moment,
    event: z.literal('isolate'),
    thread: count,
    pid: count,
    /** Node's own number: 0 is the main thread of its process. */
    threadId: count,
    heapLimitBytes: bytes,
    /** What the control group of its process may use, and used when it started; null where it has no limit. */
    cgroup: z.object({ limitBytes: bytes, usedBytes: bytes }).nullable().default(null),
    /** Whether it is one of those that are measured. */
    measured: z.boolean(),
  }),
  z.object({ ...moment, event: z.literal('isolate-exit'), thread: count }),
  /** Requests of one round, as the driver counts them: sent = answered + errors + aborted. */
  z.object({
    ...moment,
    event: z.literal('round'),
    /** The batch whose floors follow; those of the warm-up have none. */
    batch: count.nullable(),
    sent: count,
    answered: count,
    /** Connections that failed, and answers that did not come in time. */
    errors: count,
    /** Of the errors. */
    timeouts: count,
    /** Neither answered nor failed: the connection was closed before. */
    aborted: count,
    /** Answers by their status. */
    statuses: z.record(z.string(), count),
    loadMs: z.number(),
    latencyMs: z.object({
      p50: z.number(),
      p90: z.number(),
      p99: z.number(),
      max: z.number(),
    }),
    /** As the server counts them; null where it has no HTTP server of Node's. */
    received: count.nullable(),
    /** Still not answered when the server was taken to be at rest. */
    inFlight: count.nullable(),
    /** Tasks that waited for a thread then; null of a server that does not tell. */
    queued: count.nullable().default(null),
  }),
  z.object({
    ...moment,
    event: z.literal('cell-exit'),
    exitCode: z.number().nullable(),
    signal: z.string().nullable(),
  }),
  z.object({
    ...moment,
    event: z.literal('out-of-memory'),
    thread: count.nullable(),
    memory: memorySchema,
    limitBytes: bytes,
    /** Last known number of operations before the limit was reached. */
    operations: count,
    message: z.string(),
    /** Whether the worker alone ended, or V8 ended the whole process. */
    scope: z.enum(['operation', 'worker', 'cell']),
  }),
  z.object({ ...moment, event: z.literal('error'), thread: count.nullable(), error: errorSchema }),
]);

const amountSchema = z.object({ bytes, blocks: count });

/** Blocks of one heap that grow in number or in size, and what holds them. */
const heapGrowthSchema = z.object({
  /** On a cycle of reference counts; otherwise lost; or still held. */
  kind: z.enum(['cycle', 'lost', 'held']),
  /** Growth from the second to the sixth of eight equal parts of the operations. */
  bytes,
  blocks: count,
  /** Bytes of blocks that are still there, by the part of the operations that made them. */
  byWindow: z.array(bytes),
  /** Single blocks that grow: a hash table, an array of what was made in that order, or neither. */
  buffers: z.array(
    z.object({ kind: z.enum(['table', 'list', 'plain']), size: bytes, grownBytes: bytes }),
  ),
  /** The commonest size of the blocks. */
  blockBytes: bytes.nullable(),
  holder: z
    .object({
      root: z.discriminatedUnion('kind', [
        z.object({
          kind: z.literal('static'),
          from: count,
          to: count,
          name: z.string().nullable(),
        }),
        z.object({ kind: z.literal('global'), index: count, name: z.string().nullable() }),
        z.object({ kind: z.literal('outside') }),
      ]),
      /** Sizes of the blocks from the root on, and where in each the pointer to the next one stands. */
      path: z.array(z.object({ size: bytes, offset: z.number().int().nullable() })),
    })
    .nullable(),
  /** Where some of the blocks were made: a stack as V8 writes it, innermost call first. */
  sites: z.array(z.object({ stack: z.array(z.string()), bytes, count })),
});

/**
 * What the heap in a WASM memory holds after a second run of a subject that leaks there, in which
 * the module's allocations were recorded: who holds what grew, and where it was made.
 */
export const wasmHeapSchema = z.object({
  type: z.literal('wasm-heap'),
  elapsedMs: z.number(),
  thread: count,
  /** Of the second run. */
  operations: count,
  /** The module's file where it is known, or else V8's name for it. */
  module: z.string(),
  allocator: z.enum(['dlmalloc', 'tlsf', 'emmalloc', 'stub']),
  pagesBytes: bytes,
  live: amountSchema,
  /** Bytes of blocks by the part of the operations that made them, but for single ones that grow. */
  byWindow: z.array(bytes),
  /** Live bytes at the end of each of these parts. */
  liveByWindow: z.array(bytes),
  definitelyLost: amountSchema,
  indirectlyLost: amountSchema,
  stillReachable: amountSchema,
  /** By handles outside the module's memory: those of JavaScript. */
  heldOutside: amountSchema,
  freeBytes: bytes,
  largestFreeBytes: bytes,
  /** Whether pointers stand where they are not aligned. */
  packed: z.boolean(),
  /** Share of blocks found lost at half of the operations that were freed later: they were not lost. */
  lostThenFreed: z.number(),
  growth: z.array(heapGrowthSchema),
});

/** Why a WASM memory could not be looked into, or only as a whole. */
export const wasmNoteSchema = z.object({
  type: z.literal('wasm-note'),
  elapsedMs: z.number(),
  module: z.string(),
  text: z.string(),
});

const placeSchema = z.object({
  function: z.string().nullable(),
  file: z.string(),
  line: count.nullable(),
  column: count.nullable(),
});

const stepSchema = z.object({
  /** V8's type of the edge, and the variable's or property's name; `*` for one place of many. */
  edge: z.string(),
  name: z.string(),
  /** Of the object that the edge leads to: its constructor, or what it is, and V8's type of it. */
  class: z.string(),
  kind: z.string(),
  /** Whether the step stands for any number of its like. */
  isRepeated: z.boolean(),
  /** Where a function, scope or module is. */
  place: placeSchema.nullable(),
});

/** Objects that came between two heap snapshots, less those that went, below one kind of place. */
const objectGrowthSchema = z.object({
  bytes: z.number(),
  count: z.number(),
  /** How many objects of one kind hold a part of it. */
  holders: count,
  /** Whether no objects came, and one that was there became larger. */
  isInPlace: z.boolean(),
  /** Whether the holder is an array, or of a class that extends Array. */
  isArray: z.boolean(),
  /** From the root to the holder, and on to what came. */
  path: z.array(stepSchema),
  within: z.array(stepSchema),
  contents: z.array(
    z.object({
      class: z.string(),
      kind: z.string(),
      bytes: z.number(),
      count: z.number(),
    }),
  ),
  /** One of them, in a line. */
  sample: z.string().nullable(),
  promises: z.object({ count, unsettled: count }),
  /** Whether they lie on cycles and count the references to themselves. */
  isReferenceCounted: z.boolean(),
});

/**
 * What the objects are that came in a part of a second run of a subject that leaks in what JavaScript
 * holds: who holds them, and where they were made.
 */
export const jsHeapSchema = z.object({
  type: z.literal('js-heap'),
  elapsedMs: z.number(),
  thread: count,
  /** Between the two snapshots. */
  operations: count,
  grownBytes: z.number(),
  growth: z.array(objectGrowthSchema),
  /** Of what was made in that part and is still there, as sampled: innermost call first. */
  allocations: z.array(
    z.object({
      bytes,
      stack: z.array(placeSchema),
      /** Whether it is what hangs on the holder itself, which has the rest as its parts. */
      isMember: z.boolean().default(false),
    }),
  ),
  /** Where something was taken again and again, and its release was never called. */
  unreleased: z.object({ taken: placeSchema, takenCount: count, release: placeSchema }).nullable(),
});

/** Why the objects could not be looked into. */
export const jsNoteSchema = z.object({
  type: z.literal('js-note'),
  elapsedMs: z.number(),
  text: z.string(),
});

/**
 * What the controls showed, which are measured beside the subject: they are known when the first
 * samples are long written.
 */
export const controlsEntrySchema = z.object({
  type: z.literal('controls'),
  elapsedMs: z.number(),
  controls: controlsSchema,
});

/** How the run ended. The verdict is not in here: it is computed from what precedes. */
export const outcomeSchema = z.object({
  type: z.literal('outcome'),
  end: z.enum(['decided', 'budget', 'out-of-memory', 'failed', 'interrupted']),
  error: errorSchema.nullable(),
  elapsedMs: z.number(),
});

export const recordSchema = z.discriminatedUnion('type', [
  headerSchema,
  sampleSchema,
  rawSchema,
  eventSchema,
  controlsEntrySchema,
  wasmHeapSchema,
  wasmNoteSchema,
  jsHeapSchema,
  jsNoteSchema,
  outcomeSchema,
]);

export type Verdict = z.infer<typeof verdictSchema>;
export type Mechanism = z.infer<typeof mechanismSchema>;
export type Memory = z.infer<typeof memorySchema>;
export type Subject = z.infer<typeof subjectSchema>;
export type Expected = z.infer<typeof expectedSchema>;
export type Settings = z.infer<typeof settingsSchema>;
export type Controls = z.infer<typeof controlsSchema>;
export type Tool = z.infer<typeof toolSchema>;
export type LoadRecord = z.infer<typeof loadSchema>;
export type Header = z.infer<typeof headerSchema>;
export type Sample = z.infer<typeof sampleSchema>;
export type RawSample = z.infer<typeof rawSchema>;
export type RecordedError = z.infer<typeof errorSchema>;
export type RecordedEvent = z.infer<typeof eventSchema>;
export type WasmHeap = z.infer<typeof wasmHeapSchema>;
export type HeapGrowth = z.infer<typeof heapGrowthSchema>;
export type WasmNote = z.infer<typeof wasmNoteSchema>;
export type Place = z.infer<typeof placeSchema>;
export type PathStep = z.infer<typeof stepSchema>;
export type ObjectGrowth = z.infer<typeof objectGrowthSchema>;
export type JsHeap = z.infer<typeof jsHeapSchema>;
export type JsNote = z.infer<typeof jsNoteSchema>;
export type Outcome = z.infer<typeof outcomeSchema>;
export type RecordLine = z.infer<typeof recordSchema>;
/** What may follow the header. */
export type Entry = Exclude<RecordLine, Header>;
