import { WINDOWS } from './births.ts';
import type { Blocks, MarkedHeap } from './marker.ts';
import { NONE, OUTSIDE_SLOT } from './marker.ts';
import { subtreeSums } from './subtree-sums.ts';

/**
 * Marks what handles outside the module hold: an object that JavaScript made at the beginning and
 * keeps is led to by nothing in the module. Of blocks from before the first operation all count as held;
 * of those from the first window only what growth hangs on: the others may be lost like any later ones.
 *
 * The like of what most windows lose, and what that leads to, is held by no such handle: where it is much,
 * words that are left over link it all.
 */
export function holdOldest(
  heap: MarkedHeap,
  windows: Uint8Array,
  growthOf: (blocks: Blocks) => Float64Array,
  isFromSetup: (block: number) => boolean,
): void {
  const { count, slots, sizes } = heap.blocks();
  const oldest: number[] = [];
  for (let block = 0; block < count; block++) {
    if (slots[block] === 0 && windows[block] === 0) oldest.push(block);
  }
  if (oldest.length === 0) return;
  heap.holdFromOutside(oldest);
  const recurring = recurringSizes(heap.blocks(), windows);
  let without: Uint8Array | undefined;
  if (recurring.size > 0) {
    const alike = sizes.map((size, block) =>
      Number(slots[block] === 0 && windows[block] !== 0 && recurring.has(size)),
    );
    without = heap.lostThrough(Uint8Array.from(alike), windows.map(isOldest));
    heap.holdFromOutside(oldest, without);
  }
  const marked = heap.blocks();
  const below = subtreeSums(marked, growthOf(marked));
  const held = oldest.filter(
    (block) => isTop(block, marked) && (below[block]! > 0 || isFromSetup(block)),
  );
  if (held.length < oldest.length) heap.holdFromOutside(held, without);
}

const isOldest = (window: number): number => Number(window === 0);

/** Of lost blocks, the sizes that most windows after the first have lost ones of. */
function recurringSizes({ count, slots, sizes }: Blocks, windows: Uint8Array): ReadonlySet<number> {
  const seen = new Map<number, Set<number>>();
  for (let block = 0; block < count; block++) {
    if (slots[block] !== 0 || windows[block] === 0) continue;
    const those = seen.get(sizes[block]!) ?? new Set();
    seen.set(sizes[block]!, those.add(windows[block]!));
  }
  return new Set([...seen].filter(([, { size }]) => size > WINDOWS / 2).map(([size]) => size));
}

const isTop = (block: number, { slots, parents }: Blocks): boolean =>
  slots[block] === OUTSIDE_SLOT && parents[block] === NONE;
