import type { Components, LostBlocks } from './lost-blocks.ts';
import type { Blocks } from './marker.ts';

/** What became of each block. */
export const REACHABLE = 0;
export const LOST = 1;
/** On a cycle of reference counts, or held by one alone. */
export const LOST_BY_CYCLE = 2;

export interface LostClasses {
  /** By block. */
  readonly classes: Uint8Array;
  readonly definitely: Amount;
  /** What other lost blocks lead to. */
  readonly indirectly: Amount;
}

export interface Amount {
  readonly bytes: number;
  readonly blocks: number;
}

/**
 * Tells lost blocks apart: a cycle is one of reference counts where, without the blocks whose count
 * equals the pointers to them, nothing of it would be cyclic. A doubly linked list or a tree with links
 * to parents is as cyclic, but counts nothing.
 */
export function classifyLost(blocks: Blocks, lost: LostBlocks): LostClasses {
  const { count, slots, sizes } = blocks;
  const classes = new Uint8Array(count);
  let any = false;
  for (let block = 0; block < count; block++) {
    if (slots[block] !== 0) continue;
    classes[block] = LOST;
    any = true;
  }
  const nothing = { bytes: 0, blocks: 0 };
  if (!any) return { classes, definitely: nothing, indirectly: nothing };
  lost.countIncoming();
  const all = lost.components();
  const indirect = lost.indirect(all);
  const counted = countedCycles(likelyCycles(all, blocks, lost), lost);
  if (counted !== null) {
    // What another lost block leads into was lost with that one.
    for (let block = 0; block < count; block++) {
      if (counted[block] === 1 && indirect[all.component[block]!] === 1) counted[block] = 0;
    }
    const flags = lost.spread(counted);
    for (let block = 0; block < count; block++)
      if (flags[block] === 1) classes[block] = LOST_BY_CYCLE;
  }
  return { classes, ...byDirectness(all, indirect, sizes) };
}

/**
 * Without those cycles that words close which are left over in blocks: they lead to whatever is there
 * now, so that only a few of the blocks that are alike, by their sizes, lie on any.
 */
function likelyCycles(all: Components, { slots, sizes }: Blocks, lost: LostBlocks): Components {
  if (!all.cyclic.includes(1)) return all;
  const [lostOf, cyclicOf] = [new Map<number, number>(), new Map<number, number>()];
  sizes.forEach((size, block) => {
    if (slots[block] !== 0) return;
    lostOf.set(size, (lostOf.get(size) ?? 0) + 1);
    if (all.cyclic[block] === 1) cyclicOf.set(size, (cyclicOf.get(size) ?? 0) + 1);
  });
  const isLikely = (size: number): boolean =>
    cyclicOf.get(size)! >= CYCLIC_SHARE * lostOf.get(size)!;
  const likely = all.cyclic.map((cyclic, block) => cyclic & Number(isLikely(sizes[block]!)));
  return likely.every((flag, block) => flag === all.cyclic[block]) ? all : lost.components(likely);
}

/** Other lost blocks may have the size of those on cycles, such as their texts. */
const CYCLIC_SHARE = 0.25;

/** Blocks on cycles of reference counts; null where there are none. */
function countedCycles(all: Components, lost: LostBlocks): Uint8Array | null {
  const { cyclic, component } = all;
  if (!cyclic.includes(1)) return null;
  const rules = Array.from({ length: lost.rules }, (_, rule) => lost.countRule(rule, cyclic));
  const likely = rules.filter(({ matches }) => matches > 0).sort((a, b) => b.matches - a.matches);
  const counted = new Uint8Array(cyclic.length);
  let any = false;
  for (const rule of likely.slice(0, MOST_RULES)) {
    const rest = lost.components(cyclic, rule.counted);
    // Components that stay cyclic without the blocks that count themselves.
    const stays = new Uint8Array(all.count);
    for (let block = 0; block < cyclic.length; block++) {
      if (rest.cyclic[block] === 1) stays[component[block]!] = 1;
    }
    for (let block = 0; block < cyclic.length; block++) {
      if (cyclic[block] === 1 && stays[component[block]!] === 0) {
        counted[block] = 1;
        any = true;
      }
    }
  }
  return any ? counted : null;
}

/** Layouts of counts in one heap: each costs a pass over the cycles. */
const MOST_RULES = 3;

/** As Valgrind has it: of a cycle that nothing else leads into, one block is the definite one. */
function byDirectness(
  all: Components,
  indirect: Uint8Array,
  sizes: Uint32Array,
): Pick<LostClasses, 'definitely' | 'indirectly'> {
  const { component } = all;
  const met = new Uint8Array(all.count);
  const definitely = { bytes: 0, blocks: 0 };
  const indirectly = { bytes: 0, blocks: 0 };
  for (let block = 0; block < component.length; block++) {
    const own = component[block]!;
    if (own === NO_COMPONENT) continue;
    const amount = indirect[own] === 0 && met[own] === 0 ? definitely : indirectly;
    met[own] = 1;
    amount.bytes += sizes[block]!;
    amount.blocks++;
  }
  return { definitely, indirectly };
}

const NO_COMPONENT = 0xffff_ffff;
