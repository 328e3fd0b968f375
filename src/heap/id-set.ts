/** V8's numbers of objects, as bits: they are odd or even, but dense. */
export interface IdSet {
  has(id: number): boolean;
}

/** Pages of bits, made where there are numbers: at most 512 MB, whatever a file says. */
export function idSet(ids: Uint32Array): IdSet {
  const pages: (Uint32Array | undefined)[] = [];
  for (const id of ids) {
    let page = pages[id >>> PAGE_BITS];
    if (page === undefined) {
      page = new Uint32Array(PAGE_WORDS);
      pages[id >>> PAGE_BITS] = page;
    }
    page[(id & PAGE_MASK) >>> 5]! |= 1 << (id & 31);
  }
  return {
    has(id) {
      const page = pages[id >>> PAGE_BITS];
      return page !== undefined && (page[(id & PAGE_MASK) >>> 5]! & (1 << (id & 31))) !== 0;
    },
  };
}

const PAGE_BITS = 16;
const PAGE_MASK = (1 << PAGE_BITS) - 1;
const PAGE_WORDS = 1 << (PAGE_BITS - 5);
