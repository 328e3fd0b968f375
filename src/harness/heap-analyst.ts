import { Worker } from 'node:worker_threads';
import type { HeapCopyMessage, HeapNoteMessage } from '../agent/protocol.ts';
import { describeError } from '../errors.ts';
import type { WasmHeap, WasmNote } from '../record/schema.ts';
import { builtFile } from './built-file.ts';
import type { FromAnalyst } from './heap-thread.ts';

/** Looks into copied heaps in a thread of its own, beside the measured ones. */
export interface HeapAnalyst {
  take(message: HeapCopyMessage | HeapNoteMessage): void;
  /** What came of so many messages, once the last of them has arrived and is analysed. */
  finish(messages: number): Promise<(WasmHeap | WasmNote)[]>;
}

export function startHeapAnalyst(originMs: number): HeapAnalyst {
  const entries: (WasmHeap | WasmNote)[] = [];
  const elapsedMs = (): number => Date.now() - originMs;
  const note = (module: string, text: string): void => {
    entries.push({ type: 'wasm-note', elapsedMs: elapsedMs(), module, text });
  };
  const worker = new Worker(builtFile('harness/heap-thread'));
  let answered = 0;
  let latest = '';
  let dead: string | null = null;
  let wake = (): void => {};
  worker.on('message', (answer: FromAnalyst) => {
    answered++;
    if (answer.heap !== null) entries.push({ ...answer.heap, elapsedMs: elapsedMs() });
    if (answer.note !== null) note(answer.module, answer.note);
    wake();
  });
  worker.on('error', (thrown) => {
    dead = describeError(thrown).message;
    note(latest, `its heap could not be analysed: ${dead}`);
    wake();
  });
  worker.unref();
  return {
    take(message) {
      if (message.type === 'heap-note') {
        note(message.module, message.text);
        answered++;
        wake();
        return;
      }
      latest = message.module;
      worker.postMessage(message);
    },
    async finish(messages) {
      // Whoever waits may have nothing else to do, and would end.
      worker.ref();
      while (answered < messages && dead === null) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      worker.unref();
      return entries;
    },
  };
}
