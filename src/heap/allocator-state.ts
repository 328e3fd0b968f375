interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * Static memory but for the state of Doug Lea's malloc, which owns nothing: its bins keep addresses of
 * chunks that have been given out since, and some of its numbers look like addresses.
 *
 * The state is known by its first two bins, which stand for sizes that no chunk has: they are empty for
 * ever, and point to themselves (`smallbin_at` in malloc.c 2.8.6).
 */
export function withoutAllocatorState(memory: Uint8Array, roots: readonly Range[]): Range[] {
  const words = new Uint32Array(memory.buffer, memory.byteOffset, memory.length >>> 2);
  return roots.flatMap((range) => {
    const bins = findBins(words, range);
    if (bins === null) return [range];
    const { from, to } = stateAround(words, bins);
    return [
      { from: range.from, to: from },
      { from: to, to: range.to },
    ].filter((part) => part.from < part.to);
  });
}

function findBins(words: Uint32Array, { from, to }: Range): number | null {
  const end = Math.min(Math.floor(to / 4), words.length) - 3;
  for (let i = Math.ceil(from / 4); i < end; i++) {
    const bin = 4 * i - LINKS;
    if (words[i] !== bin || words[i + 1] !== bin) continue;
    if (words[i + 2] === bin + BIN_BYTES && words[i + 3] === bin + BIN_BYTES) return bin;
  }
  return null;
}

/** Where a chunk has the addresses of its neighbours in a bin, and what a bin takes. */
const LINKS = 8;
const BIN_BYTES = 8;

function stateAround(words: Uint32Array, bins: number): Range {
  const { before, after } =
    LAYOUTS.find(({ record }) => isSegmentRecord(words, bins + record)) ?? BINS_ALONE;
  return { from: bins - before, to: bins + after };
}

/** In bytes from the bins: the record of the newest segment, and where the state begins and ends. */
const LAYOUTS = [
  // `malloc_state` in C.
  { record: 408, before: 40, after: 432 },
  // Rust's port, with its fields in the order of the source, and as newer compilers order them.
  { record: 416, before: 8, after: 448 },
  { record: -16, before: 144, after: 312 },
];
const BINS_ALONE = { before: 0, after: 264 };

function isSegmentRecord(words: Uint32Array, at: number): boolean {
  const start = words[at >>> 2] ?? 0;
  const size = words[(at >>> 2) + 1] ?? 0;
  const end = start + size;
  return start > at && size >= LEAST_SEGMENT && end % SEGMENT_END === 0 && end <= 4 * words.length;
}

const LEAST_SEGMENT = 64;
/** Segments end at a page of the system's: emscripten has the smallest. */
const SEGMENT_END = 4096;
