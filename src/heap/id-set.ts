/** V8's numbers of objects, as bits: they are odd or even, but dense. */
export interface IdSet {
  has(id: number): boolean;
}

/** Pages of bits, of which those without a number are all the same: at most 512 MB, whatever a file says. */
export function idSet(ids: Uint32Array): IdSet {
  const pageOf = new Uint32Array(PAGES);
  let last = 0;
  for (let i = 0; i < ids.length; i++) {
    const page = ids[i]! >>> PAGE_BITS;
    pageOf[page] = 1;
    if (page > last) last = page;
  }
  // The first has no number.
  let pages = 1;
  for (let page = 0; page <= last; page++) if (pageOf[page] === 1) pageOf[page] = pages++;
  const bits = new Uint8Array(pages * PAGE_BYTES);
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    const at = pageOf[id >>> PAGE_BITS]! * PAGE_BYTES + ((id & PAGE_MASK) >>> 3);
    bits[at] = bits[at]! | (1 << (id & 7));
  }
  return {
    has(id) {
      const at = pageOf[id >>> PAGE_BITS]! * PAGE_BYTES + ((id & PAGE_MASK) >>> 3);
      return (bits[at]! & (1 << (id & 7))) !== 0;
    },
  };
}

const PAGE_BITS = 16;
const PAGES = 1 << (32 - PAGE_BITS);
const PAGE_MASK = (1 << PAGE_BITS) - 1;
const PAGE_BYTES = 1 << (PAGE_BITS - 3);
