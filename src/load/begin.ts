import { LeaklabError } from '../errors.ts';
import type { Settings } from '../record/schema.ts';
import type { Isolate } from './agents.ts';
import { readLedger } from './rest.ts';
import type { ServerSession } from './server-session.ts';
import type { ServerTarget } from './server-target.ts';
import type { Reply } from './verify.ts';
import { refuse, remarksOn, verify } from './verify.ts';
import type { WarmUp } from './warm-up.ts';
import { warmUp } from './warm-up.ts';

export interface Begun extends WarmUp {
  readonly isolates: readonly Isolate[];
  /** To each request, before the warm-up. */
  readonly replies: readonly Reply[];
  /** When the warm-up began. */
  readonly loadedAtMs: number;
}

/** Until the server is warm, and its isolates are known. */
export async function begin(
  session: ServerSession,
  {
    target,
    settings,
    signal,
  }: {
    readonly target: ServerTarget;
    readonly settings: Settings;
    readonly signal: AbortSignal;
  },
): Promise<Begun> {
  await session.untilReady();
  const before = await session.orEnded(readLedger(session.isolates()));
  const replies = await verified(session, settings, signal);
  const after = await session.orEnded(readLedger(session.isolates()));
  if (replies.length > 0 && after.started === before.started && target.origin !== null) {
    throw new LeaklabError('usage', elsewhere(target.origin));
  }
  const load = session.load();
  refuse(
    replies.map(({ status }) => status),
    load.requests,
    replies[0]?.excerpt ?? '',
  );
  session.note(...remarksOn(replies));
  const loadedAtMs = session.elapsedMs();
  const warm = await warmUp(session, target, settings.timeoutMs);
  return { ...warm, replies, loadedAtMs, isolates: await session.choose() };
}

/** A proxy, or another server on the port of another address. */
const elsewhere = (origin: string): string =>
  `A request to ${origin} was answered, but not by a process with leaklab's agent that listens on that port. Name the address on which the server itself listens, as in --url http://127.0.0.1:3000.`;

/** How the server answers while nothing else is asked of it. */
export const verified = (
  session: ServerSession,
  { timeoutMs }: Settings,
  signal: AbortSignal,
): Promise<Reply[]> => {
  const { elapsedMs } = session;
  return session.orEnded(
    verify(session.origin(), session.load(), { timeoutMs, elapsedMs, signal }),
  );
};
