import { birthWindows, isGrowth, WINDOWS } from './births.ts';
import type { Context, GrowthGroup } from './growth-groups.ts';
import { heldGroup, lostGroup } from './growth-groups.ts';
import { findHolders } from './holders.ts';
import type { LargeBlock } from './large-blocks.ts';
import { grownBuffers, largeBlocks } from './large-blocks.ts';
import type { Amount } from './lost-classes.ts';
import { classifyLost, LOST, LOST_BY_CYCLE, REACHABLE } from './lost-classes.ts';
import type { Blocks, HeapCopy, MarkedHeap, Marker } from './marker.ts';
import { NONE, OUTSIDE_SLOT } from './marker.ts';
import { holdOldest } from './outside.ts';
import type { Recorded } from './recorded.ts';

/** What is remembered of an earlier rest of the same heap. */
export interface Rest extends Pick<Blocks, 'starts' | 'sizes'> {
  readonly large: readonly LargeBlock[];
  /** Some lost blocks: they must still be there. */
  readonly lost: readonly { readonly start: number; readonly sequence: number }[];
}

export interface Census {
  readonly freeBytes: number;
  readonly largestFreeBytes: number;
  readonly live: Amount;
  /** Bytes of all live blocks by the window of their birth, but of buffers that grow. */
  readonly byWindow: readonly number[];
  readonly definitelyLost: Amount;
  readonly indirectlyLost: Amount;
  readonly stillReachable: Amount;
  /** Held by handles outside of the module, as far as that can be told. */
  readonly heldOutside: Amount;
  /** Whether pointers were found only where they are not aligned. */
  readonly packed: boolean;
  /** Of lost blocks of the rest before, the share that has been freed since: it should be 0. */
  readonly lostThenFreed: number;
  readonly growth: readonly GrowthGroup[];
}

/** Takes stock of a heap at rest. */
export function takeCensus(
  marker: Marker,
  copy: HeapCopy,
  recorded: Recorded,
  earlier: readonly Rest[],
): { census: Census; rest: Rest } | null {
  const heap = marker.mark(copy);
  if (heap === null) return null;
  const first = heap.blocks();
  const sequenceOf = sequencesOf(first, heap, recorded.sequences);
  const windows = birthWindows(first, sequenceOf, recorded.windowEnds, earlier);
  const growthIn = (now: Blocks) => {
    const large = largeBlocks(heap, now, sequenceOf);
    const buffers = grownBuffers([...earlier.map((rest) => rest.large), large]);
    return { growth: growthOf(now, windows, buffers), buffers, large };
  };
  const packed = findPacked(heap, first, windows);
  if (recorded.hasOutside) {
    const isFromSetup = (block: number): boolean => sequenceOf(block) <= recorded.setupEnd;
    holdOldest(heap, windows, (now) => growthIn(now).growth, isFromSetup);
  }
  const blocks = heap.blocks();
  const { classes, definitely, indirectly } = classifyLost(blocks, heap.lost);
  const { growth, buffers, large } = growthIn(blocks);
  const context = { heap, blocks, windows, growth, buffers, recorded, sequenceOf, copy };
  const groups = [
    lostGroup('cycle', LOST_BY_CYCLE, classes, context),
    lostGroup('lost', LOST, classes, context),
    ...findHolders(blocks, heldGrowth(growth, classes)).map((holder) => heldGroup(holder, context)),
  ].filter(({ bytes }) => bytes > 0);
  const census = {
    freeBytes: heap.freeBytes,
    largestFreeBytes: heap.largestFreeBytes,
    ...amounts(blocks, classes),
    byWindow: bytesByWindow(context),
    definitelyLost: definitely,
    indirectlyLost: indirectly,
    packed,
    lostThenFreed: freedShare(earlier.at(-1)?.lost ?? [], { heap, blocks, sequenceOf }),
    growth: groups.sort((a, b) => b.bytes - a.bytes),
  };
  const { starts, sizes } = blocks;
  const lost = someLost(context, classes);
  return { census, rest: { starts, sizes, large, lost } };
}

/** Where the allocator's block begins, or where the object in it does: whichever was told last. */
function sequencesOf(
  { starts }: Blocks,
  heap: MarkedHeap,
  sequences: Uint32Array,
): (block: number) => number {
  return (block) => {
    const start = starts[block]!;
    const content = heap.content(block);
    const own = sequences[start >>> 3] ?? 0;
    return content === start ? own : Math.max(own, sequences[content >>> 3] ?? 0);
  };
}

function bytesByWindow({ blocks, windows, buffers }: Context): number[] {
  const byWindow = new Array<number>(WINDOWS).fill(0);
  const grown = new Set(buffers.map(({ block }) => block));
  for (let block = 0; block < blocks.count; block++) {
    if (!grown.has(block)) byWindow[windows[block]!]! += blocks.sizes[block]!;
  }
  return byWindow;
}

/** Packed structs hold pointers at any address: then most lost blocks are not. */
function findPacked(heap: MarkedHeap, { slots }: Blocks, windows: Uint8Array): boolean {
  let lost = 0;
  for (let block = 0; block < windows.length; block++) {
    if (slots[block] === 0 && isGrowth(windows[block]!)) lost++;
  }
  return lost >= FEWEST_LOST && heap.markUnaligned(PACKED_SHARE * lost);
}

const FEWEST_LOST = 64;
const PACKED_SHARE = 0.5;

function growthOf(
  { count, sizes }: Blocks,
  windows: Uint8Array,
  buffers: ReturnType<typeof grownBuffers>,
): Float64Array {
  const growth = new Float64Array(count);
  for (let block = 0; block < count; block++) {
    if (isGrowth(windows[block]!)) growth[block] = sizes[block]!;
  }
  for (const { block, grownBytes } of buffers) growth[block] = grownBytes;
  return growth;
}

function heldGrowth(growth: Float64Array, classes: Uint8Array): Float64Array {
  return growth.map((bytes, block) => (classes[block] === REACHABLE ? bytes : 0));
}

function amounts(
  { count, sizes, slots, parents, order }: Blocks,
  classes: Uint8Array,
): Pick<Census, 'live' | 'stillReachable' | 'heldOutside'> {
  const live = { bytes: 0, blocks: 0 };
  const stillReachable = { bytes: 0, blocks: 0 };
  const heldOutside = { bytes: 0, blocks: 0 };
  const outside = new Uint8Array(count);
  for (const block of order) {
    const parent = parents[block]!;
    outside[block] = parent === NONE ? Number(slots[block] === OUTSIDE_SLOT) : outside[parent]!;
  }
  for (let block = 0; block < count; block++) {
    const of = classes[block] !== REACHABLE ? null : outside[block] ? heldOutside : stillReachable;
    for (const amount of of === null ? [live] : [live, of]) {
      amount.bytes += sizes[block]!;
      amount.blocks++;
    }
  }
  return { live, stillReachable, heldOutside };
}

/** Lost for a while: what a garbage collector has not come to yet is younger. */
function someLost({ blocks, windows, sequenceOf }: Context, classes: Uint8Array): Rest['lost'] {
  const { count, starts } = blocks;
  const latest = windows.reduce((most, window) => Math.max(most, window), 0);
  const isOld = (block: number): boolean =>
    classes[block] !== REACHABLE && windows[block]! < latest;
  let lost = 0;
  for (let block = 0; block < count; block++) if (isOld(block)) lost++;
  const every = Math.max(1, Math.floor(lost / MOST_REMEMBERED));
  const some: { start: number; sequence: number }[] = [];
  let i = 0;
  for (let block = 0; block < count; block++) {
    if (!isOld(block) || i++ % every !== 0) continue;
    some.push({ start: starts[block]!, sequence: sequenceOf(block) });
  }
  return some;
}

const MOST_REMEMBERED = 4096;

/** Lost blocks can't be freed: who frees one had an address of it that was not seen. */
function freedShare(
  lost: Rest['lost'],
  { heap, blocks, sequenceOf }: Pick<Context, 'heap' | 'blocks' | 'sequenceOf'>,
): number {
  if (lost.length === 0) return 0;
  const there = lost.filter(({ start, sequence }) => {
    const block = heap.find(start);
    return block !== -1 && blocks.starts[block] === start && sequenceOf(block) === sequence;
  });
  return 1 - there.length / lost.length;
}
