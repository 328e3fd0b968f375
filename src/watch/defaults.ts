const MINUTE = 60_000;

/** What the watch does where nothing else is said. */
export const DEFAULTS = {
  confidence: 0.999,
  /** Caches of servers are full after an hour, or nearly so. */
  afterMs: 90 * MINUTE,
  /** One collection in so much time is read at most. */
  floorEveryMs: 1000,
  /** What the lowest is taken of: several major collections, under load. */
  stretchMs: 2 * MINUTE,
  /** Workers report so often, and telemetry is looked for. */
  reportEveryMs: 10_000,
  snapshotBudgetBytes: 2 ** 30,
} as const;
