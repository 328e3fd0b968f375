import type { RecordedEvent } from '../record/schema.ts';
import { Ended } from './ended.ts';
import { watchHeapRoom } from './heap-room.ts';
import { runRound } from './round.ts';
import type { RoundDone } from './rounds.ts';
import { planWarmUp } from './rounds.ts';
import type { ServerSession } from './server-session.ts';
import type { ServerTarget } from './server-target.ts';
import { refuse } from './verify.ts';

export interface WarmUp {
  readonly rounds: readonly RoundDone[];
  /** Requests so far. */
  readonly operations: number;
  /** What a request added at most to a heap, garbage included; 0 where none grew. */
  readonly grownBytesPerRequest: number;
  /** Whether it was cut short, for a heap came nearer to its limit. */
  readonly isCutShort: boolean;
  /** For the recording. */
  readonly events: readonly RecordedEvent[];
}

/** Drives the server until it is warm, and looks whether it answers what it is asked. */
export async function warmUp(
  session: ServerSession,
  { warmUpMs }: ServerTarget,
  timeoutMs: number,
): Promise<WarmUp> {
  const load = session.load();
  const rounds: RoundDone[] = [];
  const events: RecordedEvent[] = [];
  const room = watchHeapRoom(session.isolates);
  let operations = 0;
  await session.orEnded(room.look(0));
  for (;;) {
    const planned = planWarmUp(rounds, warmUpMs);
    const requests = planned === null ? 0 : room.allowed(planned);
    if (requests === 0) {
      const grownBytesPerRequest = room.grownBytesPerRequest();
      const isCutShort = planned !== null;
      return { rounds, operations, events, grownBytesPerRequest, isCutShort };
    }
    const result = await runRound(session, {
      ...{ load, requests, operations, timeoutMs, batch: null, watched: [] },
      add(entry) {
        if (entry.type === 'event') events.push(entry);
      },
    }).catch((thrown: unknown) => {
      if (!(thrown instanceof Ended)) throw thrown;
      const { ending } = thrown;
      throw new Ended({ ...ending, events: [...events, ...ending.events] });
    });
    operations += result.sent;
    refuse(Object.keys(result.statuses).map(Number), load.requests, '');
    await session.orEnded(room.look(result.sent));
    rounds.push({ requests, loadMs: result.loadMs });
  }
}
