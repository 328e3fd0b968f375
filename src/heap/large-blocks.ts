import type { SequenceOf } from './births.ts';
import type { Blocks, MarkedHeap } from './marker.ts';
import { NONE, OUTSIDE_SLOT } from './marker.ts';

/** A block that may be a growing buffer: known again by its own number, or by where it is held. */
export interface LargeBlock {
  readonly block: number;
  readonly size: number;
  readonly keys: readonly string[];
}

/** Smaller ones show no doubling yet. */
const FEWEST_BYTES = 64;
const MOST_BLOCKS = 512;

/** The largest blocks, largest first. */
export function largeBlocks(
  heap: MarkedHeap,
  blocks: Blocks,
  sequenceOf: SequenceOf,
): LargeBlock[] {
  const { count, sizes, starts } = blocks;
  const least = Math.max(FEWEST_BYTES, sizeOfRank(sizes, MOST_BLOCKS));
  const found: number[] = [];
  for (let block = 0; block < count; block++) if (sizes[block]! >= least) found.push(block);
  const largest = found
    .sort((a, b) => sizes[b]! - sizes[a]! || starts[a]! - starts[b]!)
    .slice(0, MOST_BLOCKS);
  const places = heap.placesOf(largest);
  return largest.map((block, i) => {
    const own = numbered(block, blocks, sequenceOf);
    const held = places[i]!.map((place) => placeName(heap, place, blocks, sequenceOf));
    // What lies in another block is likelier to be its holder than a word that is found in static memory.
    return { block, size: sizes[block]!, keys: [own, ...held.sort(), ...wayTo(block, blocks)] };
  });
}

function sizeOfRank(sizes: Uint32Array, rank: number): number {
  if (sizes.length <= rank) return 0;
  return sizes.slice().sort()[sizes.length - rank]!;
}

/** A buffer keeps its number where `realloc` is seen; else its holder keeps its place. */
function numbered(block: number, { starts }: Blocks, sequenceOf: SequenceOf): string {
  const sequence = sequenceOf(block);
  return sequence === 0 ? `block at ${starts[block]}` : `block ${sequence}`;
}

function placeName(
  heap: MarkedHeap,
  place: number,
  blocks: Blocks,
  sequenceOf: SequenceOf,
): string {
  const holder = heap.find(place);
  if (holder === -1) return `word at ${place}`;
  return `${numbered(holder, blocks, sequenceOf)} + ${place - blocks.starts[holder]!}`;
}

/** The way from a root, for a holder may be made anew together with what it holds. */
function wayTo(block: number, { slots, parents, starts }: Blocks): string[] {
  const steps: number[] = [];
  let at = block;
  while (parents[at] !== NONE && steps.length < MOST_STEPS) {
    steps.unshift(slots[at]! - starts[parents[at]!]!);
    at = parents[at]!;
  }
  const root = slots[at]!;
  const isNamed = parents[at] === NONE && root !== 0 && root !== OUTSIDE_SLOT;
  return isNamed ? [`root ${root}: ${steps.join(', ')}`] : [];
}

/** A place far down in a list or a tree is another's at each rest. */
const MOST_STEPS = 2;

/** What one buffer has grown by. */
export interface GrownBuffer {
  readonly block: number;
  readonly size: number;
  readonly grownBytes: number;
}

/**
 * Buffers that have grown by a factor from each rest to the next, between which the operations
 * doubled. A buffer that was there at the last two alone counts too: it began later.
 */
export function grownBuffers(rests: readonly (readonly LargeBlock[])[]): GrownBuffer[] {
  const now = rests.at(-1) ?? [];
  const earlier = rests.slice(0, -1).map(byKey);
  return now.flatMap(({ block, size, keys }) => {
    const sizes = earlier.map((rest) => largestOf(rest, keys));
    const before = sizes.at(-1);
    if (before === undefined || before === null || size < GROWTH_FACTOR * before) return [];
    const first = sizes.at(-2) ?? null;
    if (first !== null && before < GROWTH_FACTOR * first) return [];
    return [{ block, size, grownBytes: size - (first ?? before) }];
  });
}

/** Buffers grow by 1.5 or 2 at a time; from one rest to the next the operations double. */
const GROWTH_FACTOR = 1.4;

function byKey(rest: readonly LargeBlock[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { keys, size } of rest) {
    for (const key of keys) sizes.set(key, Math.max(size, sizes.get(key) ?? 0));
  }
  return sizes;
}

function largestOf(rest: ReadonlyMap<string, number>, keys: readonly string[]): number | null {
  for (const key of keys) {
    const size = rest.get(key);
    if (size !== undefined) return size;
  }
  return null;
}
