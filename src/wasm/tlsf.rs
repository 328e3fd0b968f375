//! Walks the heaps of AssemblyScript: its two-level segregated fit allocator, and the bump allocator of
//! its runtime without one.
//!
//! Layout (AssemblyScript's `rt/tlsf`, `rt/common`, `rt/stub`): a block at `b`, 12 above a multiple of 16,
//! begins with a word of its payload's size and two flags; the payload follows, and then the next block.
//! The last one is empty. In front stands the root, 1572 bytes of lists, whose last word is the address
//! of that last block. Of a free block, the last word of the payload is its own address. An object of the
//! garbage collector begins with 16 bytes: two links of the collector's lists, a type, and its size.

const FREE: u32 = 1;
const BEFORE_FREE: u32 = 2;
const FLAGS: u32 = 3;
#[allow(dead_code)]
const ROOT_BYTES: u32 = 1572;
pub const OBJECT_HEADER: u32 = 16;

use crate::dlmalloc::Sums;

#[inline(always)]
fn word(base: u32, at: u32) -> u32 {
    // SAFETY: callers have compared `at + 4` with the length of the memory.
    unsafe { ((base + at) as *const u32).read() }
}

/// Where the first block of a heap stands whose root is here.
#[allow(dead_code)]
pub fn first_of(root: u32) -> u32 {
    ((root + ROOT_BYTES + 4 + 15) & !15) - 4
}

/// Whether a root, and behind it a heap that agrees with it, begin here.
#[allow(dead_code)]
pub fn is_root(base: u32, len: u32, root: u32) -> bool {
    if root & 15 != 0 || root > len.saturating_sub(ROOT_BYTES + 32) {
        return false;
    }
    let tail = word(base, root + ROOT_BYTES - 4);
    let mut sums = Sums {
        free_bytes: 0,
        largest_free: 0,
    };
    end(base, len, first_of(root), &mut sums, &mut |_, _| {}) == Some(tail)
}

/// Visits what is allocated: address and usable bytes. False where the heap is none.
pub fn walk(
    base: u32,
    len: u32,
    first: u32,
    sums: &mut Sums,
    visit: &mut impl FnMut(u32, u32),
) -> bool {
    end(base, len, first, sums, visit).is_some()
}

#[inline(always)]
fn end(
    base: u32,
    len: u32,
    first: u32,
    sums: &mut Sums,
    visit: &mut impl FnMut(u32, u32),
) -> Option<u32> {
    let mut block = first;
    let mut before_free = false;
    loop {
        if block & 15 != 12 || block > len - 4 {
            return None;
        }
        let info = word(base, block);
        let size = info & !FLAGS;
        if (info & BEFORE_FREE != 0) != before_free {
            return None;
        }
        if size == 0 {
            return if info & FREE == 0 { Some(block) } else { None };
        }
        if size > len - 8 - block || size & 15 != 12 {
            return None;
        }
        if info & FREE != 0 {
            if before_free || word(base, block + size) != block {
                return None;
            }
            sums.free_bytes += size;
            sums.largest_free = sums.largest_free.max(size);
            before_free = true;
        } else {
            visit(block + 4, size);
            before_free = false;
        }
        block += 4 + size;
    }
}

/// Whether an object of the collector fills this block, as its size says.
#[inline(always)]
pub fn is_object(base: u32, start: u32, size: u32) -> bool {
    if size < OBJECT_HEADER {
        return false;
    }
    let bytes = word(base, start + 12);
    bytes <= size && ((bytes + OBJECT_HEADER + 4 + 15) & !15) - 4 == size
}

/// The same for the bump allocator: blocks of objects, one behind the other, and then nothing.
pub fn walk_stub(base: u32, len: u32, first: u32, visit: &mut impl FnMut(u32, u32)) -> bool {
    let mut block = first;
    let mut blocks = 0;
    loop {
        if block & 15 != 12 || block > len - 64 {
            return false;
        }
        let size = word(base, block);
        if size == 0 {
            // Nothing has been written behind the last block.
            let mut at = block;
            while at < block + 64 && at <= len - 4 {
                if word(base, at) != 0 {
                    return false;
                }
                at += 4;
            }
            return blocks > 0;
        }
        if size & 15 != 12 || size > len - 8 - block || !is_object(base, block + 4, size) {
            return false;
        }
        visit(block + 4, size);
        blocks += 1;
        block += 4 + size;
    }
}
