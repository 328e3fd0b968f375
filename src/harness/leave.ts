import type { FromCell } from '../agent/protocol.ts';
import type { Entry } from '../record/schema.ts';
import type { Cell } from './cell.ts';
import type { Log } from './log.ts';

/** Lets the subject tear down. What goes wrong now is recorded, and changes no verdict. */
export async function takeLeave(cell: Cell, log: Log, signal: AbortSignal): Promise<void> {
  cell.send({ type: 'stop' });
  const deadline = Date.now() + LEAVE_MS;
  while (!signal.aborted) {
    const event = await cell.next(Math.max(1, deadline - Date.now()));
    if (event.type === 'memwatch') log.add(memwatchEvent(event));
    if (event.type === 'failure') {
      const { error } = event.failure;
      log.add({
        type: 'event',
        event: 'error',
        elapsedMs: log.elapsedMs(),
        thread: event.thread,
        error: { ...error, message: `teardown: ${error.message}` },
      });
    }
    if (event.type === 'stopped' || event.type === 'exit' || event.type === 'silent') return;
  }
}

/** A teardown that takes longer has had its chance. */
const LEAVE_MS = 1000;

export function memwatchEvent(event: FromCell & { type: 'memwatch' }): Entry {
  const { elapsedMs, stats } = event;
  return { type: 'event', event: 'memwatch', elapsedMs, stats: { ...stats } };
}
