import type { Subject } from '../record/schema.ts';

/** "cycle.wasm.leaky.ndjson" */
export function recordingName({ name, implementation, variant }: Subject): string {
  return [name, implementation, variant, 'ndjson'].filter((part) => part !== null).join('.');
}
