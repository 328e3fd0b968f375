/** What the heap in a memory holds, as its allocator's own headers say. */
export interface HeapReading {
  readonly liveBlocks: number;
  /** Usable bytes of them: what was asked for, rounded up by the allocator. */
  readonly liveBytes: number;
}

export type Allocator = 'dlmalloc' | 'tlsf' | 'stub';

/** Where a heap is. */
export interface HeapPlace {
  readonly allocator: Allocator;
  /** Where the walk begins: a chunk's header, in a memory's addresses. */
  readonly first: number;
}

export interface HeapWalker {
  /** Null where there is no heap as yet, none that is known, or one that is being changed. */
  read(): HeapReading | null;
  place(): HeapPlace | null;
  /** What is free within the heap: retained, for a memory never shrinks. */
  free(): { readonly freeBytes: number; readonly largestFreeBytes: number };
}

/** The module of `walk.rs`. */
interface Exports {
  is_heap(kind: number, at: number): number;
  find(kind: number, from: number, to: number): number;
  first_of(kind: number, at: number): number;
  live(kind: number, first: number): bigint;
  free(kind: number, first: number): bigint;
}

// Taken at once: a subject's WebAssembly may be watched, and this is no instance of its.
const { Instance } = WebAssembly;

const KINDS = ['dlmalloc', 'tlsf', 'stub'] as const;
const BROKEN = 0xffff_ffff_ffff_ffffn;

/**
 * Finds the heap of an allocator in a memory, and counts what it has given out, by its headers alone.
 * `anchors` are addresses at which one may begin, the likeliest first: anything else is searched for from
 * the lowest address on, for garbage may look like a chunk within a heap, but not before it.
 */
export function createHeapWalker(
  walkModule: WebAssembly.Module,
  memory: WebAssembly.Memory,
  anchors: readonly number[],
): HeapWalker {
  const exports = new Instance(walkModule, { env: { memory } }).exports as unknown as Exports;
  let place: { kind: number; first: number } | null = null;
  let searchedBytes = 0;
  let searches = 0;

  function look(): { kind: number; first: number } | null {
    for (const kind of KINDS.keys()) {
      for (const anchor of anchors) {
        for (const at of startsNear(anchor, kind)) {
          if (exports.is_heap(kind, at) !== 0) return { kind, first: firstOf(kind, at) };
        }
      }
    }
    // A search of the whole memory costs milliseconds: it is worth it when something has changed.
    const bytes = memory.buffer.byteLength;
    if (bytes === searchedBytes && searches >= MOST_SEARCHES) return null;
    searchedBytes = bytes;
    searches++;
    for (const kind of SEARCHED) {
      const at = exports.find(kind, LOWEST, bytes) >>> 0;
      if (at !== 0) return { kind, first: firstOf(kind, at) };
    }
    return null;
  }
  const firstOf = (kind: number, at: number): number => exports.first_of(kind, at) >>> 0;

  function live(): HeapReading | null {
    if (place === null) return null;
    const packed = exports.live(place.kind, place.first);
    if (BigInt.asUintN(64, packed) === BROKEN) return null;
    return {
      liveBlocks: Number(BigInt.asUintN(64, packed) >> 32n),
      liveBytes: Number(BigInt.asUintN(32, packed)),
    };
  }

  return {
    read() {
      const reading = live();
      if (reading !== null) return reading;
      place = look();
      return live();
    },
    place: () => (place === null ? null : { allocator: KINDS[place.kind]!, first: place.first }),
    free() {
      if (place === null) return { freeBytes: 0, largestFreeBytes: 0 };
      const packed = exports.free(place.kind, place.first);
      return {
        freeBytes: Number(BigInt.asUintN(64, packed) >> 32n),
        largestFreeBytes: Number(BigInt.asUintN(32, packed)),
      };
    },
  };
}

/** Address 0 is no pointer, and the first words are nobody's heap. */
const LOWEST = 16;
const MOST_SEARCHES = 4;
/** A bump allocator's blocks prove too little to be searched for. */
const SEARCHED = [0, 1] as const;

/** Allocators round the beginning of their memory up. */
function startsNear(anchor: number, kind: number): number[] {
  const at16 = Math.ceil(anchor / 16) * 16;
  if (kind === 1) return [at16];
  if (kind === 2) return [Math.ceil((anchor + 4) / 16) * 16 - 4];
  const at8 = Math.ceil(anchor / 8) * 8;
  return [...new Set([at8, at8 + 8])];
}
