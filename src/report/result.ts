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
    }),
  ),
  /** Growth of the process that no memory explains. Advisory: never alone a leak. */
  native: z.object({ bytesPerOperation: intervalSchema }).nullable(),
  /** The entry of the allow-list that excuses this leak. */
  allowed: z.object({ pattern: z.string(), reason: z.string() }).nullable(),
  heldBy: z.null(),
  allocatedAt: z.null(),
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
