import type { Subject } from '../record/schema.ts';
import { subjectName } from '../record/subject-name.ts';

/** "cycle.wasm.leaky.ndjson" */
export function recordingName(subject: Subject): string {
  return `${subjectName(subject, '.')}.ndjson`;
}
