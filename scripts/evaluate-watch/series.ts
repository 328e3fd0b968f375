import { seededRandom } from '../../src/harness/schedule.ts';
import type { Low } from '../../src/watch/history.ts';

/** What a process keeps, by the state that it is in. */
export interface State {
  readonly hours: number;
  readonly requests: number;
  /** Requests a second, now. */
  readonly load: number;
}

export interface Process {
  readonly name: string;
  /** `open`: a first tooth of hours is no different from a leak before it has fallen. */
  readonly truth: 'leak' | 'clean' | 'open';
  readonly hours: number;
  /** From one major collection to the next, in the mean. */
  readonly gapMs?: number;
  /** Requests a second after so many hours. */
  traffic(hours: number): number;
  liveBytes(state: State): number;
}

const MB = 1e6;
const TYPICAL_GAP_MS = 30_000;

/**
 * The lows that natural collections of such a process leave: as measured on Node 24,
 * they stand 0.2 to 3 MB above what is live, and one in five by up to 12 MB.
 */
export function* lowsOf(process: Process, seed: number): Generator<Low> {
  const random = seededRandom(seed);
  const meanGapMs = process.gapMs ?? TYPICAL_GAP_MS;
  let elapsedMs = 0;
  let requests = 0;
  for (;;) {
    const gapMs = 1000 - meanGapMs * Math.log(1 - random());
    elapsedMs += gapMs;
    const hours = elapsedMs / 3_600_000;
    if (hours > process.hours) return;
    const load = process.traffic(hours) * (0.9 + 0.2 * random());
    requests += Math.round((load * gapMs) / 1000);
    const garbage = (0.2 + 2.8 * random() + (random() < 0.2 ? 9 * random() : 0)) * MB;
    const live = process.liveBytes({ hours, requests, load });
    yield { elapsedMs, requests, load, bytes: Math.round(live + garbage) };
  }
}
