import type { Subject } from '../record/schema.ts';
import { subjectName } from '../record/subject-name.ts';

/**
 * "cycle.wasm.leaky.ndjson". Recordings of a run lie side by side, so a name that is a path becomes
 * one word: "src/cache.mjs" is "src-cache.mjs.ndjson".
 */
export function recordingName(subject: Subject): string {
  return `${fileStem(subjectName(subject, '.'))}.ndjson`;
}

export function fileStem(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}_.-]+/gu, '-');
}
