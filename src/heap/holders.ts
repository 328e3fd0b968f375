import type { Blocks } from './marker.ts';
import { GLOBAL_SLOT, NONE, OUTSIDE_SLOT } from './marker.ts';
import { subtreeSums } from './subtree-sums.ts';

/** What one root holds of the growth, and the place below it from which the growth branches. */
export interface Holder {
  readonly bytes: number;
  /** Lowest and highest address of the words that are its roots: several where they lie together. */
  readonly root: Root;
  /** Blocks from the root to the place that holds the growth, both included; empty where it is the root. */
  readonly path: readonly number[];
  /** By block: whether this holder leads to it. */
  readonly members: (block: number) => boolean;
}

export type Root =
  | { readonly kind: 'static'; readonly from: number; readonly to: number }
  | { readonly kind: 'global'; readonly index: number }
  | { readonly kind: 'outside' };

/**
 * Groups growth (bytes by block) by the roots that hold it, largest first, and goes down from each root
 * for as long as one block holds nearly all of it and is no part of the growth itself.
 */
export function findHolders(blocks: Blocks, growth: Float64Array): Holder[] {
  const { order, parents, slots } = blocks;
  const below = subtreeSums(blocks, growth);
  const rootOf = new Uint32Array(blocks.count);
  const roots = new Map<number, number>();
  for (const block of order) {
    const parent = parents[block]!;
    rootOf[block] = parent === NONE ? slots[block]! : rootOf[parent]!;
    if (parent === NONE && below[block]! > 0) {
      roots.set(slots[block]!, (roots.get(slots[block]!) ?? 0) + below[block]!);
    }
  }
  const children = childrenOf(blocks, below);
  return cluster(roots)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, MOST_HOLDERS)
    .map(({ root, bytes, has }) => ({
      bytes,
      root,
      path: descend(
        order.filter((block) => parents[block] === NONE && has(slots[block]!) && below[block]! > 0),
        bytes,
        { below, growth, children },
      ),
      members: (block) => slots[block] !== 0 && has(rootOf[block]!),
    }));
}

const MOST_HOLDERS = 4;

/** Children through which growth goes, by parent. */
function childrenOf({ order, parents }: Blocks, below: Float64Array): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const block of order) {
    const parent = parents[block]!;
    if (parent === NONE || below[block] === 0) continue;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [block]);
    else siblings.push(block);
  }
  return children;
}

interface Cluster {
  readonly root: Root;
  readonly bytes: number;
  has(slot: number): boolean;
}

/** Roots that lie side by side are one: the heads of a table's chains in static memory, say. */
function cluster(roots: ReadonlyMap<number, number>): Cluster[] {
  const clusters: Cluster[] = [];
  let outside = 0;
  let open: { readonly slot: number; readonly bytes: number }[] = [];
  const put = (some: typeof open): void => {
    const [from, to] = [some[0]!.slot, some.at(-1)!.slot];
    const has = (slot: number): boolean => slot >= from && slot <= to;
    const bytes = some.reduce((sum, one) => sum + one.bytes, 0);
    clusters.push({ root: { kind: 'static', from, to: to + 4 }, bytes, has });
  };
  const close = (): void => {
    // Few are variables that happen to be neighbours.
    if (open.length >= FEWEST_OF_ARRAY) put(open);
    else for (const one of open) put([one]);
    open = [];
  };
  for (const [slot, bytes] of [...roots].sort(([a], [b]) => a - b)) {
    if (slot === OUTSIDE_SLOT) outside += bytes;
    else if (slot >= GLOBAL_SLOT) {
      const root = { kind: 'global', index: slot - GLOBAL_SLOT } as const;
      clusters.push({ root, bytes, has: (other) => other === slot });
    } else {
      if (open.length > 0 && slot - open.at(-1)!.slot > NEAR_BYTES) close();
      open.push({ slot, bytes });
    }
  }
  close();
  if (outside > 0) {
    const has = (slot: number): boolean => slot === OUTSIDE_SLOT;
    clusters.push({ root: { kind: 'outside' }, bytes: outside, has });
  }
  return clusters;
}

const NEAR_BYTES = 16;
const FEWEST_OF_ARRAY = 8;

function descend(
  tops: Uint32Array,
  bytes: number,
  {
    below,
    growth,
    children,
  }: {
    below: Float64Array;
    growth: Float64Array;
    children: ReadonlyMap<number, readonly number[]>;
  },
): number[] {
  const path: number[] = [];
  let candidates: readonly number[] = [...tops.subarray(0, MOST_TOPS)];
  for (;;) {
    const [heaviest] = [...candidates].sort((a, b) => below[b]! - below[a]!);
    if (heaviest === undefined || below[heaviest]! < NEARLY_ALL * bytes) return path;
    // A buffer that grows is where one looks; a node of a list is one of many.
    const own = growth[heaviest]! / bytes;
    if (growth[heaviest]! > 0 && own < BUFFER_SHARE) return path;
    path.push(heaviest);
    if (path.length >= LONGEST_PATH) return path;
    candidates = children.get(heaviest) ?? [];
  }
}

const NEARLY_ALL = 0.8;
const BUFFER_SHARE = 0.05;
const LONGEST_PATH = 12;
const MOST_TOPS = 4096;
