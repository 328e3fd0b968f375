import { LeaklabError } from '../errors.ts';
import type { RecordedEvent } from '../record/schema.ts';
import type { LoadResult, RequestPlan } from './load.ts';
import { runRound } from './round.ts';
import type { RoundDone } from './rounds.ts';
import { planWarmUp } from './rounds.ts';
import type { ServerSession } from './server-session.ts';
import type { ServerTarget } from './server-target.ts';

export interface WarmUp {
  readonly rounds: readonly RoundDone[];
  /** Requests so far. */
  readonly operations: number;
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
  let operations = 0;
  for (;;) {
    const requests = planWarmUp(rounds, warmUpMs);
    if (requests === null) return { rounds, operations, events };
    const result = await runRound(session, {
      ...{ load, requests, operations, timeoutMs, batch: null, watched: [] },
      add(entry) {
        if (entry.type === 'event') events.push(entry);
      },
    });
    operations += result.sent;
    refuse(result, load.requests);
    rounds.push({ requests, loadMs: result.loadMs });
  }
}

/** A path that is not there is a typing error: its memory says nothing of the server. */
function refuse({ statuses }: LoadResult, requests: readonly RequestPlan[]): void {
  const codes = Object.keys(statuses);
  if (!codes.every((code) => Number(code) >= LEAST_ERROR)) return;
  const paths = [...new Set(requests.map(({ path }) => path))].slice(0, 3).join(', ');
  throw new LeaklabError(
    'usage',
    `All requests for ${paths} were answered with ${codes.join(', ')}: nothing was measured. Name a path that the server knows with --on-port, or what it expects with --method, --headers and --body.`,
  );
}

const LEAST_ERROR = 400;
