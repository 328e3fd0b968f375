import { z } from 'zod';
import {
  controlsSchema,
  errorSchema,
  expectedSchema,
  mechanismSchema,
  memorySchema,
  subjectSchema,
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
  operations: z.number(),
  batches: z.number(),
  threads: z.number(),
  durationMs: z.number(),
  timeToLimit: z
    .object({ limit: z.string(), operations: z.number(), seconds: z.number() })
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
  tool: z.object({ version: z.string(), node: z.string(), platform: z.string() }),
  startedAt: z.string(),
  durationMs: z.number(),
  interrupted: z.boolean(),
  controls: controlsSchema.nullable(),
  results: z.array(resultSchema),
});

export type Result = z.infer<typeof resultSchema>;
export type Report = z.infer<typeof reportSchema>;
