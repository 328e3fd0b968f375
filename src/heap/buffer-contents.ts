import type { MarkedHeap } from './marker.ts';

/** What a growing block is, by what lies in it and by how it is held. */
export type BufferKind = 'table' | 'list' | 'plain';

/**
 * Tells a hash table from a list: a table's entries lie scattered among empty slots, or it is held by a
 * pointer to its control bytes (Rust's hashbrown); what a list holds was made in the order in which it
 * lies there.
 */
export function bufferKind(
  heap: MarkedHeap,
  buffer: { readonly start: number; readonly size: number; readonly heldAt: number | null },
  sequenceOf: (address: number) => number | null,
): BufferKind {
  if (buffer.heldAt !== null && hasControlBytes(heap, buffer, buffer.heldAt)) return 'table';
  const order = orderOf(heap, buffer, sequenceOf);
  if (order !== null) {
    return order >= ORDERED_SHARE && !areChained(heap, buffer, sequenceOf) ? 'list' : 'table';
  }
  return isScattered(heap, buffer) ? 'table' : 'plain';
}

/** A ring wraps around once; a sorted list or a heap of few is no list by this. */
const ORDERED_SHARE = 0.9;

interface Extent {
  readonly start: number;
  readonly size: number;
}

/**
 * hashbrown: the pointer is that of the first of 2^n control bytes, behind which the first ones stand
 * again, as many as are compared at once. 0xff is empty, 0x80 deleted, and below stands a hash.
 */
function hasControlBytes(heap: MarkedHeap, { start, size }: Extent, heldAt: number): boolean {
  const control = heap.word(heldAt);
  const room = start + size - control;
  if (control <= start || room < 4) return false;
  const byte = (at: number): number => (heap.word(at & ~3) >>> (8 * (at & 3))) & 0xff;
  for (const group of [4, 8, 16]) {
    const buckets = 2 ** Math.floor(Math.log2(room - group));
    if (room <= group || buckets < group || room - group - buckets > SLACK_BYTES) continue;
    let same = true;
    for (let i = 0; same && i < group; i++) {
      const own = byte(control + i);
      same = own === byte(control + buckets + i) && (own < 0x80 || own === 0x80 || own === 0xff);
    }
    if (same) return true;
  }
  return false;
}

/** What an allocator may add to a request. */
const SLACK_BYTES = 16;

/**
 * Share of pointers in the order of their blocks' making, near ones and far ones, whichever is less: a
 * hash that multiplies puts neighbours in order, too. Null where there are few.
 */
function orderOf(
  heap: MarkedHeap,
  { start, size }: Extent,
  sequenceOf: (address: number) => number | null,
): number | null {
  const sequences: number[] = [];
  let words = 0;
  for (let at = (start + 3) & ~3; at + 4 <= start + size; at += 4) {
    const word = heap.word(at);
    if (word !== 0) words++;
    const sequence = sequenceOf(word);
    if (sequence !== null && sequence !== sequences.at(-1)) sequences.push(sequence);
  }
  if (sequences.length <= Math.max(FEWEST_PAIRS, FEWEST_POINTERS_SHARE * words)) return null;
  const stride = Math.max(1, Math.floor(sequences.length / FAR_ONES));
  const far = sequences.filter((_, i) => i % stride === 0);
  return Math.min(risingShare(sequences), risingShare(far) + FAR_TOLERANCE);
}

/** Far ones are few: a ring's one step back is much of them. */
const FAR_ONES = 32;
const FAR_TOLERANCE = 0.1;

function risingShare(sequences: readonly number[]): number {
  const rising = sequences.filter((sequence, i) => i > 0 && sequence > sequences[i - 1]!);
  return rising.length / (sequences.length - 1);
}

const FEWEST_PAIRS = 16;
/** Of the words that are not 0: among many numbers some are addresses by chance. */
const FEWEST_POINTERS_SHARE = 1 / 16;

/** Whether what a buffer holds is linked together, as the entries of a table with chains are. */
function areChained(
  heap: MarkedHeap,
  { start, size }: Extent,
  sequenceOf: (address: number) => number | null,
): boolean {
  let [held, linked] = [0, 0];
  for (let at = (start + 3) & ~3; at + 4 <= start + size && held < MOST_LOOKED_AT; at += 4) {
    const entry = heap.word(at);
    if (sequenceOf(entry) === null) continue;
    held++;
    // The first words of an entry: links stand before what they link, or right behind it.
    for (let i = 0; i < LINK_WORDS; i++) {
      const next = heap.word(entry + 4 * i);
      if (next === entry || sequenceOf(next) === null || heap.find(next) === heap.find(start))
        continue;
      if (sameSize(heap, entry, next)) {
        linked++;
        break;
      }
    }
  }
  return linked >= held / 2;
}

const MOST_LOOKED_AT = 256;
const LINK_WORDS = 3;

const sameSize = (heap: MarkedHeap, a: number, b: number): boolean =>
  heap.sizeOf(heap.find(a)) === heap.sizeOf(heap.find(b));

/**
 * Whether zeros and other words alternate without a period, as in a table of open addressing. An array
 * of structs repeats itself; what has never been written lies at the end.
 */
function isScattered(heap: MarkedHeap, { start, size }: Extent): boolean {
  const first = (start + 3) & ~3;
  const words = Math.min((start + size - first) >>> 2, MOST_WORDS);
  const used = new Uint8Array(words);
  let end = 0;
  for (let i = 0; i < words; i++) {
    used[i] = heap.word(first + 4 * i) === 0 ? 0 : 1;
    if (used[i] === 1) end = i + 1;
  }
  if (end < FEWEST_WORDS) return false;
  const changes = (period: number): number => {
    let changed = 0;
    for (let i = period; i < end; i++) if (used[i] !== used[i - period]) changed++;
    return changed / (end - period);
  };
  if (changes(1) < SCATTERED_SHARE) return false;
  for (let period = 1; period <= LONGEST_PERIOD; period++) {
    if (changes(period) < PERIODIC_SHARE) return false;
  }
  return true;
}

const MOST_WORDS = 65_536;
const FEWEST_WORDS = 128;
/** A table that is a tenth full, or nine tenths, of entries of two words. */
const SCATTERED_SHARE = 0.08;
const PERIODIC_SHARE = 0.08;
const LONGEST_PERIOD = 32;
