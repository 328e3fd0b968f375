import { z } from 'zod';
import { RECORDING_SCHEMA, recordSchema } from '../record/schema.ts';
import { HEAP_SCHEMA, heapReportSchema } from './heap-result.ts';
import { REPORT_SCHEMA, reportSchema } from './result.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Of what `--json` prints, as JSON Schema (draft 2020-12). */
export function reportJsonSchema(): JsonSchema {
  return schemaOf(reportSchema, REPORT_SCHEMA, 'output');
}

/** Of each line of a recording. What earlier versions did not write may be missing. */
export function recordingJsonSchema(): JsonSchema {
  return schemaOf(recordSchema, RECORDING_SCHEMA, 'input');
}

/** Of what `leaklab heap --json` prints. */
export function heapJsonSchema(): JsonSchema {
  return schemaOf(heapReportSchema, HEAP_SCHEMA, 'output');
}

function schemaOf(schema: z.ZodType, title: string, io: 'input' | 'output'): JsonSchema {
  return {
    ...z.toJSONSchema(schema, {
      io,
      // Fields may be added while the version stays: a reader of today must not refuse them.
      override: ({ jsonSchema }) => {
        if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      },
    }),
    title,
  };
}
