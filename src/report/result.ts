import { z } from 'zod';
import {
  controlsSchema,
  errorSchema,
  expectedSchema,
  mechanismSchema,
  memorySchema,
  subjectSchema,
  toolSchema,
  verdictSchema,
} from '../record/schema.ts';

/**
 * What `--json` prints. Versioned: fields are added, never changed or removed, while the number
 * stays. A value that is not known is null, never left out.
 */
export const REPORT_SCHEMA = 'leaklab.report/1';

const intervalSchema = z.object({
  estimate: z.number(),
  low: z.number(),
  high: z.number(),
  confidence: z.number(),
});

const amountSchema = z.object({ bytes: z.number(), blocks: z.number() });

export const shapeSchema = z.enum(['linear', 'staircase', 'accelerating', 'none']);

export const resultSchema = z.object({
  subject: subjectSchema,
  expected: expectedSchema.nullable(),
  verdict: verdictSchema,
  reason: z.string().nullable(),
  mechanism: mechanismSchema.nullable(),
  memory: memorySchema.nullable(),
  growth: z.object({ bytesPerOperation: intervalSchema, shape: shapeSchema }).nullable(),
  upperBoundBytesPerOperation: z.number().nullable(),
  /** Share of all runs in which the interval, or else the bound, holds the true rate. */
  confidence: z.number(),
  operations: z.number(),
  batches: z.number(),
  threads: z.number(),
  durationMs: z.number(),
  timeToLimit: z
    .object({
      limit: z.string(),
      limitBytes: z.number(),
      operations: z.number(),
      seconds: z.number(),
    })
    .nullable(),
  outOfMemory: z
    .object({
      memory: memorySchema,
      operations: z.number(),
      limitBytes: z.number(),
      message: z.string(),
    })
    .nullable(),
  error: errorSchema.nullable(),
  /** Each thread for itself; empty where there is but one. */
  perThread: z.array(
    z.object({
      thread: z.number(),
      verdict: verdictSchema,
      memory: memorySchema.nullable(),
      bytesPerOperation: intervalSchema.nullable(),
      upperBoundBytesPerOperation: z.number().nullable(),
      /** Of a server: in which of its processes, and Node's own number of the thread; 0 is the main one. */
      isolate: z.object({ pid: z.number(), threadId: z.number() }).nullable(),
      /**
       * Of a server, the share of all requests that its rate is counted by: those that it answered itself;
       * of a thread that answers none, those of its process; 1 where that answers none, either.
       */
      requestShare: z.number().nullable(),
    }),
  ),
  /** Of a server: what became of its requests, the warm-up's included; null otherwise. */
  requests: z
    .object({
      sent: z.number(),
      answered: z.number(),
      errors: z.number(),
      timeouts: z.number(),
      aborted: z.number(),
      statuses: z.record(z.string(), z.number()),
      perSecond: z.number(),
      /** Medians of the rounds, and the largest of all. */
      latencyMs: z.object({
        p50: z.number(),
        p90: z.number(),
        p99: z.number(),
        max: z.number(),
      }),
    })
    .nullable(),
  /** Growth of the process that no memory explains. Advisory: never alone a leak. */
  native: z
    .object({
      bytesPerOperation: intervalSchema,
      /** Of a server of several processes, those that grow so. */
      processes: z.array(z.object({ pid: z.number(), bytesPerOperation: intervalSchema })),
    })
    .nullable(),
  /** What became of the leak of an earlier recording; null where there is none to compare with. */
  comparedWith: z
    .object({
      recording: z.string(),
      /** In which that leak was. */
      memory: memorySchema.nullable(),
      before: intervalSchema.nullable(),
      /** Of now, where it is clean. */
      upperBound: z.number().nullable(),
      /** Of what it was; where it is a leak in the same memory. */
      share: z.object({ estimate: z.number(), low: z.number(), high: z.number() }).nullable(),
      outcome: z.enum(['gone', 'smaller', 'same', 'larger', 'new', 'none', 'unknown']),
    })
    .nullable(),
  /** The entry of the allow-list that excuses this leak. */
  allowed: z.object({ pattern: z.string(), reason: z.string() }).nullable(),
  /** What holds the growth, from the root on, the most first; null where that is not known. */
  heldBy: z
    .array(
      z.object({
        path: z.array(z.string()),
        bytes: z.number(),
        count: z.number(),
        /** Of the growth. */
        share: z.number(),
      }),
    )
    .nullable(),
  /** Where it was allocated, the most first; null where that is not known. */
  allocatedAt: z
    .array(
      z.object({
        /** The function that asked for the memory: of the program, not of its allocator. */
        function: z.string(),
        /** The line itself, of objects; of memory in WASM, the JavaScript that called, where there is some. */
        file: z.string().nullable(),
        line: z.number().nullable(),
        column: z.number().nullable(),
        bytes: z.number(),
        /** Of the growth, as sampled. */
        share: z.number(),
        /** Innermost call first. */
        stack: z.array(
          z.object({
            function: z.string(),
            file: z.string().nullable(),
            line: z.number().nullable(),
            column: z.number().nullable(),
          }),
        ),
      }),
    )
    .nullable(),
  /** What the heap in a leaking WASM memory holds, in the words of Valgrind; of a second run. */
  wasmHeap: z
    .object({
      module: z.string(),
      allocator: z.enum(['dlmalloc', 'tlsf', 'emmalloc', 'stub']),
      operations: z.number(),
      pagesBytes: z.number(),
      live: amountSchema,
      definitelyLost: amountSchema,
      indirectlyLost: amountSchema,
      stillReachable: amountSchema,
      heldOutside: amountSchema,
      /** Free but retained: a memory never shrinks. */
      freeBytes: z.number(),
      largestFreeBytes: z.number(),
    })
    .nullable(),
  /** What could not be looked into, and why. */
  notes: z.array(z.string()),
  /** The cell's own main heap at the first and last of its full collections, where memwatch watched. */
  harness: z
    .object({ firstBytes: z.number(), lastBytes: z.number(), collections: z.number() })
    .nullable(),
  recording: z.string(),
});

export const reportSchema = z.object({
  schema: z.literal(REPORT_SCHEMA),
  tool: toolSchema,
  startedAt: z.string(),
  durationMs: z.number(),
  interrupted: z.boolean(),
  controls: controlsSchema.nullable(),
  /** How many leaks each entry of the allow-list excused; null where there is no list. */
  allowed: z
    .array(z.object({ pattern: z.string(), reason: z.string(), used: z.number() }))
    .nullable(),
  results: z.array(resultSchema),
});

export type Result = z.infer<typeof resultSchema>;
export type Report = z.infer<typeof reportSchema>;
