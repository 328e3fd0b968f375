import { setTimeout as later } from 'node:timers/promises';
import type { Answer, RequestCounts } from '../agent/server-protocol.ts';
import type { Isolate } from './agents.ts';

/** Requests as the server's isolates count them, together. */
export type Ledger = Readonly<RequestCounts>;

/** An isolate that does not even count for so long is one whose event loop is blocked. */
const LEDGER_MS = 2000;
/** Requests that are not answered so long after the load has stopped are a backlog that stays. */
const DRAIN_MS = 5000;
/** For the ends of connections to arrive. */
const HANG_UP_MS = 250;
const LOOK_EVERY_MS = 10;

/** Of all isolates that answer. */
export async function readLedger(isolates: readonly Isolate[]): Promise<Ledger> {
  const answers = await Promise.all(
    isolates.map((isolate) => isolate.ask({ question: 'requests' }, LEDGER_MS)),
  );
  const counts = answers.flatMap((answer) => (answer === null ? [] : [answer.requests]));
  const sum = (name: keyof RequestCounts): number =>
    counts.reduce((total, count) => total + count[name], 0);
  return {
    started: sum('started'),
    closed: sum('closed'),
    finished: sum('finished'),
    connections: sum('connections'),
  };
}

/** How full the heaps of isolates are, with their garbage; null of one that does not answer. */
export function readHeaps(isolates: readonly Isolate[]): Promise<(number | null)[]> {
  return Promise.all(
    isolates.map(async (isolate) => {
      const answer = await isolate.ask({ question: 'requests' }, LEDGER_MS);
      return answer?.heapUsedBytes ?? null;
    }),
  );
}

/**
 * Waits until the server has answered what it was sent, and the load's connections are closed: what
 * waits in a queue is no leak. `before` is the ledger before the load.
 */
export async function drain(isolates: readonly Isolate[], before: Ledger): Promise<Ledger> {
  const startedMs = performance.now();
  for (;;) {
    const ledger = await readLedger(isolates);
    const waitedMs = performance.now() - startedMs;
    const isAnswered = ledger.started === ledger.closed || waitedMs > DRAIN_MS;
    const isQuiet = ledger.connections <= before.connections || waitedMs > HANG_UP_MS;
    if (isAnswered && isQuiet) return ledger;
    await later(LOOK_EVERY_MS);
  }
}

/** One floor of each isolate, all at once; null of those that do not answer. */
export function takeFloors(
  isolates: readonly Isolate[],
  at: { readonly operations: number; readonly batchMs: number },
  withinMs: number,
): Promise<(Answer['floor'] | null)[]> {
  return Promise.all(
    isolates.map(async (isolate) => {
      const answer = await isolate.ask({ question: 'rest', ...at }, withinMs);
      return answer?.floor ?? null;
    }),
  );
}
