import { EQUAL_LOOKS } from '../analysis/certainty.ts';
import type { Low } from './history.ts';
import { createHistory } from './history.ts';
import type { Look, Suspicion } from './suspicion.ts';

export interface MemoryWatch {
  /** What is suspected from this low on, where it was not before, or is much larger than it was then. */
  add(low: Low): Suspicion | null;
  /** What the last look made suspect. */
  suspected(): Suspicion | null;
}

/** How it is looked at the lows; given, for the estimator is loaded when there is something to look at. */
export type Suspect = (lows: readonly Low[], look: Look) => Suspicion | null;

/**
 * Watches one memory. It is looked at ever more rarely, for weeks must not bring more chances of being
 * wrong than hours, and two looks must agree.
 */
export function watchMemory({
  suspect,
  stretchMs,
  ...look
}: Look & { readonly suspect: Suspect; readonly stretchMs: number }): MemoryWatch {
  const history = createHistory({ stretchMs });
  let nextLookMs = 0;
  let agreed = 0;
  let current: Suspicion | null = null;
  let told: Suspicion | null = null;
  return {
    add(low) {
      history.add(low);
      if (low.elapsedMs < nextLookMs) return null;
      const found = suspect(history.lows(), look);
      nextLookMs = Math.max(low.elapsedMs + stretchMs, LOOK_FACTOR * low.elapsedMs);
      agreed = found === null ? 0 : agreed + 1;
      if (agreed < EQUAL_LOOKS) {
        if (agreed === 0) current = null;
        return null;
      }
      current = found;
      if (found === null || (told !== null && risen(found) < NEWS_FACTOR * risen(told)))
        return null;
      told = found;
      return found;
    },
    suspected: () => current,
  };
}

/**
 * A heap of which little but the leak survives is collected as seldom as V8 can: when it has grown by
 * half again. Fewer show no rate that stays the same.
 */
export const FEWEST_LOWS = 7;

/** From one look to the next. */
const LOOK_FACTOR = 1.08;
/** A leak is told again when so many times as much is lost. */
const NEWS_FACTOR = 4;

const risen = ({ from, to }: Suspicion): number => to.bytes - from.bytes;
