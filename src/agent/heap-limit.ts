import { getHeapStatistics } from 'node:v8';
import { isMainThread, resourceLimits } from 'node:worker_threads';

/**
 * What the heap of this isolate may keep. V8's figure counts the young generation in, which keeps nothing:
 * where the limit of the old one was set, that is it.
 */
export function heapLimit(): number {
  const { heap_size_limit: limitBytes } = getHeapStatistics();
  const { maxOldGenerationSizeMb = 0 } = resourceLimits;
  const setMb = isMainThread ? oldSpaceMb() : maxOldGenerationSizeMb;
  return setMb > 0 ? Math.min(limitBytes, setMb * 2 ** 20) : limitBytes;
}

/** As the command line or NODE_OPTIONS say, the last word; 0 where neither does. */
function oldSpaceMb(): number {
  const given = `${process.env.NODE_OPTIONS ?? ''} ${process.execArgv.join(' ')}`;
  const sizes = [...given.matchAll(/--max[-_]old[-_]space[-_]size[= ](\d+)/g)];
  return Number(sizes.at(-1)?.[1] ?? 0);
}
