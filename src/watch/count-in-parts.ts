/** Counts something that happens at any rate. */
export interface RateCount {
  /** To be called of each, while it is counted. */
  add(): void;
  total(): number;
  /** None is counted any more. */
  end(): void;
}

export interface Counting {
  /** From now on each is to be told of. */
  start(): void;
  /** None is to be told of any more. */
  stop(): void;
  /** Milliseconds. */
  now(): number;
  /** A number that rises with what is counted, and costs nothing between: null where there is none. */
  events(): number | null;
  later(call: () => void, afterMs: number): void;
}

/**
 * Counts each one up to a rate at which that can be measured. Where there are more, some are counted now and
 * then, and those between are as many as the events that came meanwhile make of them: a burst is not
 * overlooked, nor a pause counted.
 */
export function countInParts({ start, stop, now, events, later }: Counting): RateCount {
  let total = 0;
  let since = { total: 0, ms: now(), events: events() };
  /** While none is counted. */
  let gap: { readonly events: number; readonly each: number } | null = null;
  let hasEnded = false;

  function look(): void {
    const at = { total, ms: now(), events: events() };
    const { total: before, ms, events: from } = since;
    since = at;
    if (at.events === null || from === null || total - before < MOST_A_MS * (at.ms - ms)) return;
    if (at.events <= from) return;
    gap = { events: at.events, each: (total - before) / (at.events - from) };
    stop();
    later(goOn, GAP_MS);
  }
  function goOn(): void {
    if (hasEnded) return;
    total = estimated();
    gap = null;
    since = { total, ms: now(), events: events() };
    start();
  }
  function estimated(): number {
    const at = gap === null ? null : events();
    return gap === null || at === null ? total : total + Math.round(gap.each * (at - gap.events));
  }

  start();
  return {
    add() {
      total++;
      if (total - since.total >= LOOK_AFTER) look();
    },
    total: estimated,
    end() {
      if (hasEnded) return;
      hasEnded = true;
      total = estimated();
      if (gap === null) stop();
      gap = null;
    },
  };
}

/** It takes a fast server less than a tenth of a second. */
const LOOK_AFTER = 1000;
/** At this rate, to count takes some half per cent of a processor. */
const MOST_A_MS = 10;
/** V8 compiles anew what looks whether anybody listens, when somebody begins to: not too often. */
const GAP_MS = 10_000;
