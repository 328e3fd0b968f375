import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { Tool } from '../record/schema.ts';

/** What recordings and reports say of this program, this Node and this machine. */
export function toolOf(version: string): Tool {
  return {
    version,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    // Of this process, not of a worker: that is what binds in a program of the user's.
    heapLimitBytes: getHeapStatistics().heap_size_limit,
    memoryBytes: memoryBytes(),
  };
}

/** A container may use less than its machine has. Node says 0 or absurdly much where it has no limit. */
function memoryBytes(): number {
  const constrained = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return Math.min(totalmem(), constrained);
}
