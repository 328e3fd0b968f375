import { withoutAllocatorState } from './allocator-state.ts';
import type { Arena } from './arena.ts';
import { createArena } from './arena.ts';
import type { LostBlocks } from './lost-blocks.ts';
import { lostBlocks } from './lost-blocks.ts';
import type { MarkExports } from './mark-module.ts';

/** A linear memory as it was between two operations, and what is known of it. */
export interface HeapCopy {
  readonly memory: Uint8Array;
  readonly allocator: 'dlmalloc' | 'tlsf' | 'emmalloc' | 'stub';
  /** Where the walk of the heap begins. */
  readonly firstHeader: number;
  /** Whether blocks may be objects of AssemblyScript's collector, which begin with links of its lists. */
  readonly collected: boolean;
  /** Values of the module's globals. */
  readonly globals: readonly { readonly index: number; readonly value: number }[];
  /** Static data and the live part of the stack: what is likelier to be so comes first. */
  readonly roots: readonly { readonly from: number; readonly to: number }[];
  /** Of the roots, what stood there when the module was made. */
  readonly initial: readonly { readonly at: number; readonly bytes: Uint8Array }[];
}

/** The blocks of a heap in the order of their addresses, and what led to each first. */
export interface Blocks {
  readonly count: number;
  /** Addresses of the first bytes, as the allocator has them. */
  readonly starts: Uint32Array;
  /** Usable bytes. */
  readonly sizes: Uint32Array;
  /** Where the word is that led to a block; 0 where none did: it is lost. */
  readonly slots: Uint32Array;
  /** The block which that word lies in; `NONE` for a root. */
  readonly parents: Uint32Array;
  /** Blocks that are not lost, by their distance from the roots. */
  readonly order: Uint32Array;
}

export interface MarkedHeap {
  /** Within the heap: retained, for a memory never shrinks. */
  readonly freeBytes: number;
  readonly largestFreeBytes: number;
  /** As they are marked now: a copy. */
  blocks(): Blocks;
  /** The block that an address lies in; -1 where there is none. */
  find(address: number): number;
  /** The address of a block as the program has it: of an object, behind its header. */
  content(block: number): number;
  /** Usable bytes of a block. */
  sizeOf(block: number): number;
  word(address: number): number;
  /**
   * Marks anew: from the roots, and from these blocks, which are held from outside, but not through
   * blocks with a flag in `without`.
   */
  holdFromOutside(blocks: readonly number[], without?: Uint8Array): void;
  /**
   * Flags of what blocks with a flag lead to that neither the roots nor, on the way, blocks with a flag in
   * `without` do.
   */
  lostThrough(flags: Uint8Array, without: Uint8Array): Uint8Array;
  /**
   * Where pointers that are not aligned lead to so many of the lost blocks (packed structs), marks anew,
   * by those too, and says so.
   */
  markUnaligned(fewest: number): boolean;
  /** Of some blocks, where words stand that lead to them: a few for each. */
  placesOf(blocks: readonly number[]): number[][];
  readonly lost: LostBlocks;
}

export const NONE = 0xffff_ffff;
/** As `slots` have a global: an address that no memory small enough to be analysed has. */
export const GLOBAL_SLOT = 0xffff_0000;
export const OUTSIDE_SLOT = 0xfffe_0000;
const HIDDEN_SLOT = 0xfffd_0000;

/** Compilers align pointers to their size, but in packed structs. */
const ALIGNED = 4;

const KINDS = ['dlmalloc', 'tlsf', 'emmalloc', 'stub'] as const;

/** Marks heaps, one after the other, in a memory that is used again. */
export interface Marker {
  /** Null where the heap is broken. */
  mark(copy: HeapCopy): MarkedHeap | null;
}

export function createMarker(module: WebAssembly.Module): Marker {
  const exports = new WebAssembly.Instance(module).exports as unknown as MarkExports;
  return { mark: (copy) => markHeap(exports, copy) };
}

function markHeap(exports: MarkExports, copy: HeapCopy): MarkedHeap | null {
  const { memory, globals } = copy;
  const arena = createArena(exports);
  const base = arena.take(memory.length + 4);
  arena.bytes(base, memory.length).set(memory);
  exports.attach(base, memory.length, Number(copy.collected));
  const kind = KINDS.indexOf(copy.allocator);
  const count = exports.blocks(kind, copy.firstHeader, 0, 0);
  if (count < 0) return null;
  const [starts, sizes] = [arena.take(4 * count), arena.take(4 * count)];
  exports.blocks(kind, copy.firstHeader, starts, sizes);
  const array = (at: number): Uint32Array => arena.words(at, count);
  const low = array(starts).at(0) ?? 0;
  const high = (array(starts).at(-1) ?? 0) + (array(sizes).at(-1) ?? 0);
  exports.index(arena.take(4 * ((high >>> 4) - (low >>> 4) + 2)));
  const [slots, parents, queue] = [
    arena.take(4 * count),
    arena.take(4 * count),
    arena.take(4 * count),
  ];
  const ranges =
    copy.allocator === 'dlmalloc' ? withoutAllocatorState(memory, copy.roots) : copy.roots;
  const roots = ranges.map((range) => ({ ...range, initial: imageOf(copy, range, arena) }));
  let marked = 0;
  let stride = ALIGNED;

  function markRoots(): void {
    exports.begin(slots, parents, queue);
    for (const { index, value } of globals) exports.mark_value(value >>> 0, GLOBAL_SLOT + index);
    for (const { from, to, initial } of roots) {
      exports.mark_range(from, to, initial, stride);
      // What is found from here is not found from a place that may be a dead one.
      marked = exports.drain(stride);
    }
    marked = exports.drain(stride);
  }
  markRoots();

  /** Does something that leaves out unmarked blocks with a flag, for they look marked meanwhile. */
  function passingBy<Made>(flags: Uint8Array | undefined, act: () => Made): Made {
    if (flags === undefined) return act();
    replaceSlots(0, HIDDEN_SLOT, (block) => flags[block] !== 0);
    const made = act();
    replaceSlots(HIDDEN_SLOT, 0, () => true);
    return made;
  }
  function replaceSlots(old: number, by: number, isMeant: (block: number) => boolean): void {
    const all = array(slots);
    for (let block = 0; block < count; block++) {
      if (all[block] === old && isMeant(block)) all[block] = by;
    }
  }
  const lost = lostBlocks(exports, arena, count);
  const find = (address: number): number => {
    const all = array(starts);
    let [first, last] = [0, count - 1];
    while (first < last) {
      const middle = (first + last + 1) >>> 1;
      if (all[middle]! <= address) first = middle;
      else last = middle - 1;
    }
    const start = all[first]!;
    return start <= address && address < start + array(sizes)[first]! ? first : -1;
  };
  return {
    freeBytes: exports.free_bytes() >>> 0,
    largestFreeBytes: exports.largest_free() >>> 0,
    blocks: () => ({
      count,
      starts: array(starts).slice(),
      sizes: array(sizes).slice(),
      slots: array(slots).slice(),
      parents: array(parents).slice(),
      order: arena.words(queue, marked).slice(),
    }),
    find,
    sizeOf: (block: number) => array(sizes)[block] ?? 0,
    content: (block: number) => exports.content(block) >>> 0,
    word: (address: number) => arena.view().getUint32(base + address, true),
    holdFromOutside(blocks: readonly number[], without?: Uint8Array) {
      markRoots();
      passingBy(without, () => {
        for (const block of blocks) exports.mark_block(block, OUTSIDE_SLOT);
        marked = exports.drain(stride);
      });
    },
    lostThrough(flags: Uint8Array, without: Uint8Array) {
      markRoots();
      return passingBy(without, () => lost.spread(flags));
    },
    markUnaligned(fewest: number) {
      const found = roots.reduce(
        (sum, { from, to, initial }) => sum + exports.count_unaligned(from, to, initial),
        0,
      );
      const packed = found >= fewest;
      stride = packed ? 1 : ALIGNED;
      markRoots();
      return packed;
    },
    placesOf(blocks: readonly number[]) {
      const given = blocks.length;
      const numbers = arena.take(4 * count);
      const counts = arena.take(4 * given);
      const places = arena.take(4 * given * MOST_PLACES);
      const numberOf = arena.words(numbers, count).fill(0);
      blocks.forEach((block, i) => {
        numberOf[block] = i + 1;
      });
      arena.words(counts, given).fill(0);
      const latest = arena.take(8 * given);
      arena.words(latest, 2 * given).fill(0);
      for (const { from, to, initial } of [...roots, ALL_BLOCKS]) {
        exports.find_places(from, to, initial, numbers, counts, places, latest, MOST_PLACES);
      }
      const all = arena.words(places, given * MOST_PLACES);
      return Array.from(arena.words(counts, given), (found, i) => [
        ...all.slice(i * MOST_PLACES, i * MOST_PLACES + found),
      ]);
    },
    lost,
  };
}

const MOST_PLACES = 16;
/** No range: all marked blocks are meant. */
const ALL_BLOCKS = { from: 0, to: 0, initial: 0 };

/** The bytes that a range had at first: zeros, and the module's data in them. */
function imageOf(copy: HeapCopy, { from, to }: { from: number; to: number }, arena: Arena): number {
  const inRange = copy.initial.filter(({ at, bytes }) => at < to && at + bytes.length > from);
  if (inRange.length === 0) return 0;
  const image = arena.take(to - from + 4);
  const bytes = arena.bytes(image, to - from);
  bytes.fill(0);
  for (const segment of inRange) {
    const skipped = Math.max(0, from - segment.at);
    const at = segment.at + skipped;
    const length = Math.min(segment.bytes.length - skipped, to - at);
    bytes.set(segment.bytes.subarray(skipped, skipped + length), at - from);
  }
  return image;
}
