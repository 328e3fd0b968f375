import type { HeapGrowth, WasmHeap } from '../record/schema.ts';

/** What grows at a steady rate, and of what is lost, what has stayed so. */
export function steadyGrowth(heap: WasmHeap): HeapGrowth[] {
  const isGrowing = (group: HeapGrowth): boolean =>
    isSteady(group.byWindow) || grownOf(group) >= group.bytes / 2;
  const lost = heap.growth.filter(
    (group) => group.kind !== 'held' && heap.lostThenFreed <= MOST_FREED && isGrowing(group),
  );
  const all = heap.growth.filter(({ kind }) => kind === 'held');
  const held = all.filter(isGrowing);
  // A list that one root leads into at its middle is shared among two.
  const whole = held.length === 0 ? together(all) : null;
  const more = whole !== null && isGrowing(whole) ? [whole] : [];
  return [...lost, ...held, ...more].sort((a, b) => b.bytes - a.bytes);
}

/** A handle outside may have been dropped in time: a few of thousands. */
const MOST_FREED = 0.02;

function together(groups: readonly HeapGrowth[]): HeapGrowth | null {
  const [first] = groups;
  if (first === undefined) return null;
  return {
    ...first,
    bytes: sum(groups.map(({ bytes }) => bytes)),
    blocks: sum(groups.map(({ blocks }) => blocks)),
    byWindow: first.byWindow.map((_, i) => sum(groups.map(({ byWindow }) => byWindow[i] ?? 0))),
    buffers: groups.flatMap(({ buffers }) => buffers),
    sites: groups.flatMap(({ sites }) => sites),
  };
}

/**
 * What is bounded has its blocks in the latest parts of the operations, and a cache that has filled
 * in the first ones; a leak leaves some of each.
 */
function isSteady(byWindow: readonly number[]): boolean {
  const inner = byWindow.slice(1, 7);
  const early = sum(inner.slice(0, 3));
  const late = sum(inner.slice(3));
  const middle = [...inner].sort((a, b) => a - b)[inner.length >> 1]!;
  return (
    Math.min(...inner) >= LEAST_SHARE * middle &&
    middle > 0 &&
    Math.min(early, late) >= STEADY_SHARE * Math.max(early, late)
  );
}

/** Of the middle part: each must have some. A table that was made in one part stands out, and may. */
const LEAST_SHARE = 0.25;
const STEADY_SHARE = 0.25;

/** By how much single blocks have grown. */
export const grownOf = ({ buffers }: HeapGrowth): number =>
  sum(buffers.map(({ grownBytes }) => grownBytes));

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
