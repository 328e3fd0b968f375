import type { Blocks, MarkedHeap } from './marker.ts';
import { NONE, OUTSIDE_SLOT } from './marker.ts';
import { subtreeSums } from './subtree-sums.ts';

/**
 * Marks what handles outside the module hold: an object that JavaScript made at the beginning and
 * keeps is led to by nothing in the module. Of blocks from before the first operation all count as held;
 * of those from the first window only what growth hangs on: the others may be lost like any later ones.
 */
export function holdOldest(
  heap: MarkedHeap,
  windows: Uint8Array,
  growthOf: (blocks: Blocks) => Float64Array,
  isFromSetup: (block: number) => boolean,
): void {
  const { count, slots } = heap.blocks();
  const oldest: number[] = [];
  for (let block = 0; block < count; block++) {
    if (slots[block] === 0 && windows[block] === 0) oldest.push(block);
  }
  if (oldest.length === 0) return;
  heap.holdFromOutside(oldest);
  const marked = heap.blocks();
  const below = subtreeSums(marked, growthOf(marked));
  const held = oldest.filter(
    (block) => isTop(block, marked) && (below[block]! > 0 || isFromSetup(block)),
  );
  if (held.length < oldest.length) heap.holdFromOutside(held);
}

const isTop = (block: number, { slots, parents }: Blocks): boolean =>
  slots[block] === OUTSIDE_SLOT && parents[block] === NONE;
