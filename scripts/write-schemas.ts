import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/package-root.ts';
import {
  heapJsonSchema,
  recordingJsonSchema,
  reportJsonSchema,
} from '../src/report/json-schema.ts';

/* Writes the JSON Schemas that the package exports, from the types in the code. */
const schemas = {
  report: reportJsonSchema(),
  recording: recordingJsonSchema(),
  heap: heapJsonSchema(),
};
for (const [name, schema] of Object.entries(schemas)) {
  const path = join(packageRoot(), 'dist', `${name}.schema.json`);
  writeFileSync(path, `${JSON.stringify(schema, null, 2)}\n`);
}
