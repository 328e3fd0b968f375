import { setImmediate } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';

export type Collect = (options?: { type: 'minor' }) => void;

/** One turn of the event loop: finalizers, once-listeners and closed handles are let go in it. */
export const tick = (): Promise<void> => setImmediate();

/**
 * The `gc` of this isolate, taken off the global object. The cell starts with `--expose-gc`, for
 * V8 flags are process-wide and toggling them while another worker measures is a race.
 */
export function takeCollector(): Collect {
  const scope = globalThis as { gc?: Collect | undefined };
  const { gc } = scope;
  if (gc === undefined) throw new Error('the cell was started without --expose-gc');
  // V8 lets it be overwritten, not deleted.
  scope.gc = undefined;
  return gc;
}

/** A heap is at rest when a further collection frees less than this. */
const RESTLESS_BYTES = 16;
/**
 * V8 runs the finalizers of one registry a turn, and bindings have a registry for each class. A turn
 * takes 2 µs.
 */
const TURNS = 64;
/** One collection leaves finalizers and weak callbacks outstanding. */
const FEWEST_COLLECTIONS = 2;
const MOST_COLLECTIONS = 7;

/**
 * Brings this isolate to rest: event-loop turns and full collections in turn, until collecting
 * frees nothing more.
 */
export async function settle(collect: Collect): Promise<void> {
  let before = Number.POSITIVE_INFINITY;
  for (let i = 1; i <= MOST_COLLECTIONS; i++) {
    for (let turn = 0; turn < TURNS; turn++) await tick();
    collect();
    const used = getHeapStatistics().used_heap_size;
    if (i >= FEWEST_COLLECTIONS && before - used < RESTLESS_BYTES) return;
    before = used;
  }
}
