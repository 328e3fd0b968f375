import { median } from '../analysis/median-interval.ts';
import type { Low } from './history.ts';

/**
 * Whether a memory is larger at last than it was under at least as much load: twice the requests at once
 * need twice the memory, and give it back at night. Only pairs count in which the later low had no more to
 * do than the earlier one. While the load does nothing but rise there are none, and nothing is said.
 */
export function growsAtEqualLoad(lows: readonly Low[], grownBytes: number): boolean {
  const [first, last] = [lows[0], lows.at(-1)];
  if (first === undefined || last === undefined) return false;
  const apart = LEAST_APART * (last.elapsedMs - first.elapsedMs);
  const late = last.elapsedMs - LATE_SHARE * (last.elapsedMs - first.elapsedMs);
  const pairs: { readonly bytes: number; readonly share: number }[] = [];
  for (const [i, from] of lows.entries()) {
    for (const to of lows.slice(i + 1)) {
      const apartMs = to.elapsedMs - from.elapsedMs;
      if (apartMs < apart || to.elapsedMs < late || to.load > from.load) continue;
      pairs.push({
        bytes: to.bytes - from.bytes,
        share: apartMs / (last.elapsedMs - first.elapsedMs),
      });
    }
  }
  if (pairs.length < lows.length / 2) return false;
  const risen = pairs.filter(({ bytes }) => bytes > 0).length;
  const typical = median(pairs.map(({ bytes, share }) => bytes / share));
  return risen >= RISEN_SHARE * pairs.length && typical >= TYPICAL_SHARE * grownBytes;
}

/** Of the time that was watched: neighbours differ by chance. */
const LEAST_APART = 1 / 4;
/** What grew at first, and does no more, is no leak. */
const LATE_SHARE = 1 / 2;
const RISEN_SHARE = 0.9;
/** Of what the whole growth would be. */
const TYPICAL_SHARE = 1 / 2;
