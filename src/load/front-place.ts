import type { Listening } from '../agent/server-protocol.ts';
import { originOf } from './address.ts';
import type { Load } from './load.ts';
import { LEAST_ERROR, verify } from './verify.ts';

/** How a server that listens on several ports can be asked which of them is for its users. */
export interface Inquiry {
  readonly load: Pick<Load, 'requests' | 'varied'>;
  /** How many requests the server has seen, on all its ports. */
  requestsSeen(): Promise<number>;
  elapsedMs(): number;
  readonly signal: AbortSignal;
}

/**
 * Where requests go, of several places: to one that answers the first of them, rather than with an error; of
 * these, to the one that asks others for it, for a server's own backend is not what is to be measured. The
 * first of those that are alike.
 */
export async function frontPlace(
  places: readonly Listening[],
  { load, requestsSeen, elapsedMs, signal }: Inquiry,
): Promise<Listening> {
  const first = { ...load, requests: load.requests.slice(0, 1) };
  const found: { readonly place: Listening; readonly answers: boolean; readonly asks: number }[] =
    [];
  for (const place of places) {
    const before = await requestsSeen();
    const within = { timeoutMs: ANSWER_MS, elapsedMs, signal };
    // One that takes longer is asked no more.
    const replies = await verify(originOf(place), first, within).catch(() => []);
    const answers = replies.some(({ status }) => status < LEAST_ERROR);
    found.push({ place, answers, asks: (await requestsSeen()) - before });
  }
  const [best] = found.sort(
    (a, b) => Number(b.answers) - Number(a.answers) || (a.answers ? b.asks - a.asks : 0),
  );
  return best!.place;
}

const ANSWER_MS = 2000;
