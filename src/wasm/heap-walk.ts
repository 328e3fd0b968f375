/** What the heap in a memory holds, as its allocator's own headers say. */
export interface HeapReading {
  readonly liveBlocks: number;
  /** Usable bytes of them: what was asked for, rounded up by the allocator. */
  readonly liveBytes: number;
}

export type Allocator = 'dlmalloc' | 'tlsf' | 'emmalloc' | 'stub';

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
  find(kind: number, from: number, to: number): number;
  is_segment(at: number): number;
  bump_end(at: number): number;
  live(kind: number, first: number): bigint;
  free(kind: number, first: number): bigint;
}

// Taken at once: a subject's WebAssembly may be watched, and this is no instance of its.
const { Instance } = WebAssembly;

const KINDS = ['dlmalloc', 'tlsf', 'emmalloc', 'stub'] as const;
/** By their numbers, which `walk.rs` has as well: those that can be found by their state. */
const FOUND = [0, 1, 2] as const;
const STUB = 3;
const BROKEN = 0xffff_ffff_ffff_ffffn;

/**
 * Finds the heap of an allocator in a memory, and counts what it has given out, by its headers alone.
 * A heap is believed only where the allocator's own state, which is static, describes it. `anchors`
 * are addresses at which one may begin: where something does, it is worth looking for the state.
 */
export function createHeapWalker(
  walkModule: WebAssembly.Module,
  memory: WebAssembly.Memory,
  anchors: readonly number[],
): HeapWalker {
  const exports = new Instance(walkModule, { env: { memory } }).exports as unknown as Exports;
  const starts = [...new Set(anchors.flatMap((anchor) => startsNear(anchor)))];
  const bumps = anchors.map((anchor) => ({ start: bumpStart(anchor), end: 0 }));
  let place: { readonly kind: number; readonly first: number } | null = null;
  let reads = 0;
  let searchedBytes = 0;

  function look(): typeof place {
    if (isWorthSearching()) {
      searchedBytes = memory.buffer.byteLength;
      const to = Math.min(searchedBytes, MOST_STATIC_BYTES);
      for (const kind of FOUND) {
        const first = exports.find(kind, 0, to) >>> 0;
        if (first !== 0) return { kind, first };
      }
    }
    return growingBump();
  }

  /** A search of large static memory takes milliseconds, and what was not there seldom is later. */
  function isWorthSearching(): boolean {
    return (
      (reads & (reads - 1)) === 0 ||
      memory.buffer.byteLength >= searchedBytes * WORTHWHILE_GROWTH ||
      (place === null && starts.some((at) => exports.is_segment(at) !== 0))
    );
  }

  /** Static objects lie in a row as a bump allocator's do, but theirs does not grow. */
  function growingBump(): typeof place {
    for (const bump of bumps) {
      const end = exports.bump_end(bump.start) >>> 0;
      if (bump.end !== 0 && end > bump.end) return { kind: STUB, first: bump.start };
      if (end !== 0) bump.end = end;
    }
    return null;
  }

  function live(): HeapReading | null {
    if (place === null) return null;
    const packed = BigInt.asUintN(64, exports.live(place.kind, place.first));
    if (packed === BROKEN) return null;
    return { liveBlocks: Number(packed >> 32n), liveBytes: Number(packed & 0xffff_ffffn) };
  }

  return {
    read() {
      reads++;
      const reading = live();
      if (reading !== null) return reading;
      // Whatever is not found now is kept: a heap that is broken for a moment stays where it is.
      place = look() ?? place;
      return live();
    },
    place: () => (place === null ? null : { allocator: KINDS[place.kind]!, first: place.first }),
    free() {
      if (place === null) return { freeBytes: 0, largestFreeBytes: 0 };
      const packed = BigInt.asUintN(64, exports.free(place.kind, place.first));
      return {
        freeBytes: Number(packed >> 32n),
        largestFreeBytes: Number(packed & 0xffff_ffffn),
      };
    },
  };
}

/** Static memory that is larger is not searched to its end. */
const MOST_STATIC_BYTES = 64 * 2 ** 20;
const WORTHWHILE_GROWTH = 1.25;

/** Where a chunk begins that is aligned to 8 bytes, or to 16. */
function startsNear(anchor: number): number[] {
  const at8 = Math.ceil(anchor / 8) * 8;
  return [at8, at8 + 8];
}

/** A bump allocator's first block begins 4 below a multiple of 16. */
const bumpStart = (anchor: number): number => Math.ceil((anchor + 4) / 16) * 16 - 4;
