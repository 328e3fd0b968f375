import { parentPort } from 'node:worker_threads';
import type { RecordedHeaps } from '../subject/recorded-heaps.ts';
import type { HeapCopyMessage, HeapNoteMessage } from './protocol.ts';

/** Copies the heaps of a recorded subject and hands the copies on: another thread looks into them. */
export function sendHeaps(
  heaps: RecordedHeaps,
  at: {
    readonly thread: number;
    readonly operations: number;
    readonly copies: boolean;
    readonly final: boolean;
  },
): void {
  const { thread, operations, copies, final } = at;
  heaps.endWindow();
  if (copies) {
    for (const heap of heaps.copy(final)) {
      const message: HeapCopyMessage = { type: 'heap-copy', thread, operations, final, ...heap };
      parentPort?.postMessage(message);
    }
  }
  if (!final) return;
  for (const { module, text } of heaps.notes()) {
    const note: HeapNoteMessage = { type: 'heap-note', module, text };
    parentPort?.postMessage(note);
  }
}
