import type { Blocks } from './marker.ts';
import { NONE } from './marker.ts';

/** Growth of each block together with all that was reached through it. */
export function subtreeSums({ order, parents }: Blocks, growth: Float64Array): Float64Array {
  const sums = growth.slice();
  for (let i = order.length - 1; i >= 0; i--) {
    const parent = parents[order[i]!]!;
    if (parent !== NONE) sums[parent]! += sums[order[i]!]!;
  }
  return sums;
}
