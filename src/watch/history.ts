/** A memory as a collection that V8 made by itself has left it. */
export interface Low {
  /** Since the watch began. */
  readonly elapsedMs: number;
  /** That the isolate had answered by then; 0 where it answers none. */
  readonly requests: number;
  /** How much was going on: of any unit, the same for all lows of one history. */
  readonly load: number;
  readonly bytes: number;
}

export interface History {
  add(low: Low): void;
  /**
   * Those of stretches that are over, in the order of time; the one that goes on, too, where most stretches
   * have a single one.
   */
  lows(): readonly Low[];
}

/**
 * The lowest that a memory was in each of some equally long stretches of time. They are twice as long
 * whenever there are too many of them, so that weeks take no more room than minutes. A collection
 * leaves garbage of the moment, some megabytes now and then: the lowest of a stretch has the least of it.
 */
export function createHistory({
  stretchMs,
  most = MOST_STRETCHES,
}: {
  readonly stretchMs: number;
  readonly most?: number;
}): History {
  let lengthMs = stretchMs;
  let lows: Low[] = [];
  let added = 0;
  const isWithin = (a: Low, b: Low): boolean =>
    Math.floor(a.elapsedMs / lengthMs) === Math.floor(b.elapsedMs / lengthMs);

  function add(low: Low): void {
    const last = lows.at(-1);
    if (last === undefined || !isWithin(last, low)) lows.push(low);
    else if (low.bytes < last.bytes) lows[lows.length - 1] = low;
  }
  return {
    add(low) {
      add(low);
      added++;
      while (lows.length > most) {
        lengthMs *= 2;
        const all = lows;
        lows = [];
        for (const one of all) add(one);
      }
    },
    lows: () => (added < SELDOM_FACTOR * lows.length ? [...lows] : lows.slice(0, -1)),
  };
}

const SELDOM_FACTOR = 2;

/** The estimator looks at 150 points at most, and needs 16 of them. */
const MOST_STRETCHES = 128;
