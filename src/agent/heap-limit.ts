import { getHeapStatistics } from 'node:v8';
import { resourceLimits } from 'node:worker_threads';

/** What the heap of this isolate may keep. V8's figure counts the young generation in: that keeps nothing. */
export function heapLimit(): number {
  const { heap_size_limit: limitBytes } = getHeapStatistics();
  const { maxOldGenerationSizeMb: own } = resourceLimits;
  return own === undefined || own <= 0 ? limitBytes : Math.min(limitBytes, own * 2 ** 20);
}
