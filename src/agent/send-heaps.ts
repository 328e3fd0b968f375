import { parentPort } from 'node:worker_threads';
import type { RecordedHeaps } from '../subject/recorded-heaps.ts';
import type { HeapCopyMessage, HeapNoteMessage } from './protocol.ts';

/**
 * Copies the heaps of a recorded subject and hands the copies on: another thread looks into them. Returns
 * how many messages that were.
 */
export function sendHeaps(
  heaps: RecordedHeaps,
  at: {
    readonly thread: number;
    readonly operations: number;
    readonly copies: boolean;
    readonly final: boolean;
  },
): number {
  const { thread, operations, copies, final } = at;
  heaps.endWindow();
  const taken = copies ? heaps.copy(final) : [];
  const notes = final ? heaps.notes() : [];
  const messages: (HeapCopyMessage | HeapNoteMessage)[] = [
    ...taken.map((heap) => ({ type: 'heap-copy' as const, thread, operations, final, ...heap })),
    ...notes.map((note) => ({ type: 'heap-note' as const, ...note })),
  ];
  for (const message of messages) parentPort?.postMessage(message);
  return messages.length;
}
