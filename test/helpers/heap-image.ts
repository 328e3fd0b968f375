import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeapCopy, Marker } from '../../src/heap/marker.ts';
import { createMarker } from '../../src/heap/marker.ts';
import { packageRoot } from '../../src/package-root.ts';

/** A word of a block or of static memory: a number, or the address of a block by its name. */
export type Word = number | { readonly to: string; readonly plus?: number };

export const to = (name: string, plus = 0): Word => ({ to: name, plus });

export interface ImagedBlock {
  readonly name: string;
  readonly words: readonly Word[];
}

/** A block of these words, or of three zeros. */
export const block = (name: string, ...words: Word[]): ImagedBlock => ({
  name,
  words: words.length === 0 ? [0, 0, 0] : words,
});

/** Words that have not been written, as many as make a block of so many bytes together with `others`. */
export const zeros = (bytes: number, others = 0): 0[] => new Array(bytes / 4 - others).fill(0);

/** Where the words of static memory stand. */
export const STATIC_FROM = 1024;
const HEAP_FROM = 4096;
const SMALLEST_MEMORY = 1 << 20;
const PAGE = 65_536;
const TOP_FOOT = 40;

export interface HeapImage {
  readonly copy: HeapCopy;
  /** Address of a block. */
  at(name: string): number;
  /** Its number, in the order of addresses. */
  number(name: string): number;
}

/** A heap of dlmalloc in which blocks lie in the order in which they are given. */
export function heapImage(
  blocks: readonly ImagedBlock[],
  statics: readonly Word[] = [],
  over: Partial<HeapCopy> = {},
): HeapImage {
  const needed = blocks.reduce((sum, { words }) => sum + chunkBytes(words), HEAP_FROM + PAGE);
  const end = Math.max(SMALLEST_MEMORY, Math.ceil(needed / PAGE) * PAGE);
  const memory = new Uint8Array(end);
  const view = new DataView(memory.buffer);
  const addresses = new Map<string, number>();
  let chunk = HEAP_FROM;
  for (const { name, words } of blocks) {
    const size = chunkBytes(words);
    view.setUint32(chunk + 4, size | 3, true);
    addresses.set(name, chunk + 8);
    chunk += size;
  }
  view.setUint32(chunk + 4, (end - TOP_FOOT - chunk) | 1, true);
  view.setUint32(end - TOP_FOOT + 4, TOP_FOOT, true);
  const at = (name: string): number => addresses.get(name)!;
  const numberOf = (word: Word): number =>
    typeof word === 'number' ? word : at(word.to) + (word.plus ?? 0);
  const write = (from: number, words: readonly Word[]): void => {
    words.forEach((word, i) => {
      view.setUint32(from + 4 * i, numberOf(word), true);
    });
  };
  for (const { name, words } of blocks) write(at(name), words);
  write(STATIC_FROM, statics);
  return {
    at,
    number: (name) => blocks.findIndex((block) => block.name === name),
    copy: {
      memory,
      allocator: 'dlmalloc',
      firstHeader: HEAP_FROM,
      collected: false,
      globals: [],
      roots: [{ from: STATIC_FROM, to: HEAP_FROM }],
      initial: [],
      ...over,
    },
  };
}

const chunkBytes = (words: readonly Word[]): number =>
  Math.max(16, Math.ceil((4 * words.length + 4) / 8) * 8);

let marker: Marker | null = null;

export function heapMarker(): Marker {
  marker ??= createMarker(
    new WebAssembly.Module(readFileSync(join(packageRoot(), 'src', 'heap', 'mark.wasm'))),
  );
  return marker;
}
