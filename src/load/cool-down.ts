import { setTimeout as later } from 'node:timers/promises';
import type { Sample, Settings } from '../record/schema.ts';
import type { Isolate } from './agents.ts';
import { takeFloors } from './rest.ts';

type Floor = Pick<Sample, 'thread' | 'jsHeapBytes' | 'arrayBuffersBytes'>;

/**
 * How long after its load a server still lets go of memory: until deadlines have passed, say, and timers
 * have run. 0 where it lets go of nothing any more, or goes on for longer than can be waited for. `floors`
 * are those that were just taken, if any were.
 */
export async function coolDownMs(
  isolates: readonly Isolate[],
  at: { readonly operations: number; readonly batchMs: number },
  { timeoutMs, budgetMs }: Pick<Settings, 'timeoutMs' | 'budgetMs'>,
  floors: readonly Floor[] | null = null,
): Promise<number> {
  const mostMs = Math.min(COOL_DOWN_SHARE * budgetMs, MOST_COOL_DOWN_MS);
  const startedMs = performance.now();
  // The first collections after a warm-up also drop code that is not used any more.
  if (floors === null) await sizes();
  let before = floors === null ? await sizes() : isolates.map((one) => sizeIn(floors, one));
  for (let neededMs = 0; neededMs < mostMs; ) {
    await later(COOL_DOWN_LOOK_MS);
    const now = await sizes();
    const falls = now.some((bytes, i) => (before[i] ?? 0) - (bytes ?? Infinity) > FALLING_BYTES);
    if (!falls) return neededMs;
    before = now;
    neededMs = performance.now() - startedMs;
  }
  return 0;

  /** What has ended has let go of nothing. */
  async function sizes(): Promise<(number | null)[]> {
    const taken = await takeFloors(isolates, at, timeoutMs);
    return taken.map((floor) => (floor === null ? null : sizeOf(floor.sample)));
  }
}

/** Shorter than most timeouts of programs; all servers are looked at for once as long. */
const COOL_DOWN_LOOK_MS = 250;
/** 1.2 s by default. With longer rests, there would be too few floors for a verdict in the time that there is. */
const COOL_DOWN_SHARE = 0.06;
/** Nothing is seen to happen meanwhile. */
const MOST_COOL_DOWN_MS = 60_000;
/** Settling twice in a row leaves a difference of some hundred bytes. */
const FALLING_BYTES = 8192;

/**
 * Tells, floors after floors, whether a thread seems to let go of memory now and then: whether it is worth
 * the time to look for it once more. What flushes a queue five times a second may have done so just before
 * the look after the warm-up. A leak's floors do not fall.
 */
export function watchFalls(): (floors: readonly Floor[]) => boolean {
  const seen = new Map<number, { highest: number; lowest: number; hasFallen: boolean }>();
  let looks = 0;
  return (floors) => {
    let isHigh = false;
    for (const floor of floors) {
      const bytes = sizeOf(floor);
      const of = seen.get(floor.thread) ?? { highest: bytes, lowest: bytes, hasFallen: false };
      seen.set(floor.thread, of);
      of.hasFallen ||= of.highest - bytes > FALLEN_BYTES;
      of.highest = Math.max(of.highest, bytes);
      of.lowest = Math.min(of.lowest, bytes);
      isHigh ||= of.hasFallen && bytes - of.lowest > FALLEN_BYTES;
    }
    if (isHigh) looks++;
    return isHigh && looks <= MOST_LOOKS;
  };
}

/** Code that V8 drops is less, in most servers. */
const FALLEN_BYTES = 32_768;
/** Each takes as long as a round. */
const MOST_LOOKS = 3;

const sizeOf = ({ jsHeapBytes, arrayBuffersBytes }: Floor): number =>
  jsHeapBytes + arrayBuffersBytes;

function sizeIn(floors: readonly Floor[], { thread }: Isolate): number | null {
  const floor = floors.find((one) => one.thread === thread);
  return floor === undefined ? null : sizeOf(floor);
}
