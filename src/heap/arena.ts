import type { MarkExports } from './mark-module.ts';

export class HeapTooLarge extends Error {}

/** More would not fit beside its copy into the 4 GiB of a 32-bit memory. */
const MOST_BYTES = 3.5 * 2 ** 30;

const PAGE_BYTES = 65_536;

/** Memory of the module behind its own, handed out in order. */
export interface Arena {
  take(bytes: number): number;
  bytes(at: number, length: number): Uint8Array;
  words(at: number, length: number): Uint32Array;
  view(): DataView;
}

export function createArena(exports: MarkExports): Arena {
  const { memory } = exports;
  let end = align(exports.__heap_base.value);
  return {
    take(bytes) {
      const at = end;
      end = align(end + bytes);
      if (end > MOST_BYTES) {
        throw new HeapTooLarge(
          `its analysis would take ${Math.ceil(end / 2 ** 20)} MiB, more than the ${MOST_BYTES / 2 ** 20} MiB that it may have`,
        );
      }
      const missing = end - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
      return at;
    },
    bytes: (at, length) => new Uint8Array(memory.buffer, at, length),
    words: (at, length) => new Uint32Array(memory.buffer, at, length),
    view: () => new DataView(memory.buffer),
  };
}

const align = (at: number): number => Math.ceil(at / 16) * 16;
