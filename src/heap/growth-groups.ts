import { WINDOWS } from './births.ts';
import type { BufferKind } from './buffer-contents.ts';
import { bufferKind } from './buffer-contents.ts';
import type { Holder } from './holders.ts';
import type { GrownBuffer } from './large-blocks.ts';
import type { Blocks, HeapCopy, MarkedHeap } from './marker.ts';
import type { Recorded } from './recorded.ts';

/** Blocks that grow in number, or in size, and what holds them. */
export interface GrowthGroup {
  readonly kind: 'cycle' | 'lost' | 'held';
  /** Bytes that were added in the windows that count, and of buffers between the rests. */
  readonly bytes: number;
  readonly blocks: number;
  /** Bytes of surviving blocks by the window of their birth. */
  readonly byWindow: readonly number[];
  readonly buffers: readonly {
    readonly kind: BufferKind;
    readonly size: number;
    readonly grownBytes: number;
  }[];
  /** The usual size of the blocks. */
  readonly blockBytes: number | null;
  readonly holder: HeldAt | null;
  readonly sites: readonly {
    readonly stack: number;
    readonly bytes: number;
    readonly count: number;
  }[];
}

export interface HeldAt {
  readonly root: Holder['root'];
  /** From the root on: sizes of blocks, and where in each the pointer to the next one stands. */
  readonly path: readonly { readonly size: number; readonly offset: number | null }[];
}

/** All that is known of a heap whose growth is told apart. */
export interface Context {
  readonly heap: MarkedHeap;
  readonly blocks: Blocks;
  readonly windows: Uint8Array;
  /** Bytes that a block adds to growth. */
  readonly growth: Float64Array;
  readonly buffers: readonly GrownBuffer[];
  readonly recorded: Recorded;
  readonly sequenceOf: (block: number) => number;
  readonly copy: HeapCopy;
}

/** What grows among the lost blocks of one class. */
export function lostGroup(
  kind: 'cycle' | 'lost',
  wanted: number,
  classes: Uint8Array,
  context: Context,
): GrowthGroup {
  return group(kind, (block) => classes[block] === wanted, null, context);
}

/** What grows under one holder. */
export function heldGroup(holder: Holder, context: Context): GrowthGroup {
  const { sizes, slots, starts } = context.blocks;
  const path = holder.path.map((block, i) => {
    const next = holder.path[i + 1];
    return {
      size: sizes[block]!,
      offset: next === undefined ? null : slots[next]! - starts[block]!,
    };
  });
  return group('held', holder.members, { root: holder.root, path }, context);
}

function group(
  kind: GrowthGroup['kind'],
  has: (block: number) => boolean,
  holder: HeldAt | null,
  { heap, blocks, windows, growth, buffers, recorded, sequenceOf, copy }: Context,
): GrowthGroup {
  const { count, sizes, starts, slots } = blocks;
  const { sequences, samples } = recorded;
  const grown = new Set(buffers.map(({ block }) => block));
  const byWindow = new Array<number>(WINDOWS).fill(0);
  const usual = new Map<number, number>();
  let [bytes, number] = [0, 0];
  for (let block = 0; block < count; block++) {
    if (!has(block)) continue;
    bytes += growth[block]!;
    if (grown.has(block)) continue;
    byWindow[windows[block]!]! += sizes[block]!;
    if (growth[block]! === 0) continue;
    number++;
    usual.set(sizes[block]!, (usual.get(sizes[block]!) ?? 0) + 1);
  }
  const sequenceAt = (address: number): number | null => {
    const block = heap.find(address);
    if (block === -1 || address !== heap.content(block)) return null;
    return sequenceOf(block) || block + 1;
  };
  const kinds = buffers.flatMap(({ block, size, grownBytes }) => {
    if (!has(block)) return [];
    const slot = slots[block]!;
    const heldAt = slot >= 4 && slot < copy.memory.length ? slot : null;
    const start = heap.content(block);
    const extent = { start, size: size - (start - starts[block]!), heldAt };
    return [{ kind: bufferKind(heap, extent, sequenceAt), size, grownBytes }];
  });
  const sites = new Map<number, { stack: number; bytes: number; count: number }>();
  for (const { address, sequence, stack } of samples) {
    if (sequences[address >>> 3] !== sequence) continue;
    const block = heap.find(address);
    // What lies within a block is left over from one that was there before.
    if (block === -1 || (address !== starts[block] && address !== heap.content(block))) continue;
    if (!has(block) || growth[block] === 0) continue;
    // Told of the block and of the object in it, one after the other; else it was another's before.
    if (sequence < sequenceOf(block) - 1) continue;
    const site = sites.get(stack) ?? { stack, bytes: 0, count: 0 };
    site.bytes += growth[block]!;
    site.count++;
    sites.set(stack, site);
  }
  return {
    kind,
    bytes,
    blocks: number,
    byWindow,
    buffers: kinds,
    blockBytes: [...usual].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null,
    holder,
    sites: [...sites.values()].sort((a, b) => b.bytes - a.bytes),
  };
}
