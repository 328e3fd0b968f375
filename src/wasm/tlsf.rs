//! Walks the heaps of AssemblyScript: its two-level segregated fit allocator, and the bump allocator of
//! its runtime without one.
//!
//! Layout (AssemblyScript's `rt/tlsf`, `rt/common`, `rt/stub`): a block at `b`, 12 above a multiple of 16,
//! begins with a word of its payload's size and two flags; the payload follows, and then the next block.
//! Of a free block, the last word of the payload is its own address. The last block, the tail, is
//! empty. In front stands the root, 1572 bytes: a bitmap of the 23 lists' levels, one of each level's 16
//! lists, the lists, and the address of the tail. Where others made memory grow in between, there are
//! several such rows of blocks ("pools"), each begun with a page, and the root names the tail of the last.
//!
//! An object of the collectors (`rt/itcms`, `rt/tcms`) begins with 16 bytes: next with a colour in its low
//! bits, previous, type, size. Both links are addresses of blocks' first words, not of payloads, so that
//! they lead into no block even where they are taken for pointers. The colour 3 says that it is pinned.

use crate::dlmalloc::Sums;

const FREE: u32 = 1;
const BEFORE_FREE: u32 = 2;
const FLAGS: u32 = 3;
/// Room for two links and the address at the end, with the first word a multiple of 16.
const SMALLEST: u32 = 12;
const LEVELS: u32 = 23;
const LISTS_A_LEVEL: u32 = 16;
const TAIL_AT: u32 = 4 + 4 * LEVELS + 4 * LEVELS * LISTS_A_LEVEL;
const ROOT_BYTES: u32 = TAIL_AT + 4;
/// From a root, which is aligned to 16, to the first block behind it.
const FIRST_AT: u32 = ((ROOT_BYTES + 4 + 15) & !15) - 4;
const PAGE: u32 = 65_536;
pub const OBJECT_HEADER: u32 = 16;

#[inline(always)]
fn word(base: u32, at: u32) -> u32 {
    // SAFETY: callers have compared `at + 4` with the length of the memory.
    unsafe { ((base + at) as *const u32).read() }
}

/// The first block of a heap whose root is between two addresses, and agrees with all blocks.
#[allow(dead_code)]
#[inline(always)]
pub fn find(base: u32, len: u32, from: u32, to: u32) -> Option<u32> {
    let to = to.min(len.saturating_sub(FIRST_AT + 8));
    let mut root = (from + 15) & !15;
    while root < to {
        let tail = word(base, root + TAIL_AT);
        let first = root + FIRST_AT;
        if tail & 15 == 12
            && tail > first
            && tail <= len - 4
            && has_levels(base, root)
            && is_heap(base, len, first)
        {
            return Some(first);
        }
        root += 16;
    }
    None
}

/// Whether the first bitmap says which of the others are not empty.
fn has_levels(base: u32, root: u32) -> bool {
    let levels = word(base, root);
    if levels >> LEVELS != 0 {
        return false;
    }
    let mut level = 0;
    while level < LEVELS {
        let lists = word(base, root + 4 + 4 * level);
        if (lists != 0) != (levels >> level & 1 != 0) || lists >> LISTS_A_LEVEL != 0 {
            return false;
        }
        level += 1;
    }
    true
}

#[inline(always)]
fn is_heap(base: u32, len: u32, first: u32) -> bool {
    let mut sums = Sums {
        free_bytes: 0,
        largest_free: 0,
    };
    walk(base, len, first, &mut sums, &mut |_, _| {})
}

/// Visits what is allocated, in the order of addresses: address and usable bytes. False where the heap
/// is none, or is being changed.
#[inline(always)]
pub fn walk(
    base: u32,
    len: u32,
    first: u32,
    sums: &mut Sums,
    visit: &mut impl FnMut(u32, u32),
) -> bool {
    if len < PAGE || first < FIRST_AT || first > len - 8 {
        return false;
    }
    // The root ends 8 bytes before the first block.
    let tail = word(base, first - (FIRST_AT - TAIL_AT));
    let mut start = first;
    while start != 0 {
        match walk_pool(base, len, start, sums, visit) {
            None => return false,
            Some(end) if end == tail => return true,
            Some(end) if end > tail => return false,
            Some(end) => start = next_pool(base, len, end),
        }
    }
    false
}

/// The address of the tail, where all blocks are whole.
#[inline(always)]
fn walk_pool(
    base: u32,
    len: u32,
    first: u32,
    sums: &mut Sums,
    visit: &mut impl FnMut(u32, u32),
) -> Option<u32> {
    let mut block = first;
    let mut before_free = false;
    if block & 15 != 12 || block > len - 4 {
        return None;
    }
    loop {
        let info = word(base, block);
        let size = info & !FLAGS;
        if (info & BEFORE_FREE != 0) != before_free {
            return None;
        }
        if size == 0 {
            return if info & FREE == 0 && block != first { Some(block) } else { None };
        }
        // Behind it there must be room for the next block's first word.
        if size > len - 4 - block || size & 15 != 12 || size < SMALLEST {
            return None;
        }
        if block + 4 + size > len - 4 {
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

/// A pool that is not joined to the one before it begins 12 bytes behind a page; 0 where there is none.
///
/// What is not inlined takes and returns single numbers: these need no stack.
#[inline(never)]
fn next_pool(base: u32, len: u32, after: u32) -> u32 {
    let mut page = after.wrapping_add(PAGE - 1) & !(PAGE - 1);
    while page >= after && page < len {
        let mut sums = Sums {
            free_bytes: 0,
            largest_free: 0,
        };
        if walk_pool(base, len, page + 12, &mut sums, &mut |_, _| {}).is_some() {
            return page + 12;
        }
        page = page.wrapping_add(PAGE);
    }
    0
}

/// Whether a block begins with an object's header. Its size says so where it is what the block was
/// made for; `__renew` may leave it smaller, and the bump allocator may take twice as much. Then the links
/// must be some: 0 without a collector, else to a block, or to the head of a list, aligned to 16.
#[allow(dead_code)]
#[inline(always)]
pub fn is_object(base: u32, start: u32, size: u32) -> bool {
    if size < OBJECT_HEADER {
        return false;
    }
    let bytes = word(base, start + 12);
    if bytes > size - OBJECT_HEADER {
        return false;
    }
    let (next, previous) = (word(base, start) & !3, word(base, start + 4));
    let is_link = |link: u32| link & 15 == 12 || link & 15 == 0;
    ((bytes + OBJECT_HEADER + 4 + 15) & !15) - 4 == size
        || is_link(next) && is_link(previous) && (next == 0) == (previous == 0)
}

/// Whether an object is pinned: a root, wherever it is, that the program has asked to be kept.
#[allow(dead_code)]
#[inline(always)]
pub fn is_pinned(base: u32, start: u32) -> bool {
    word(base, start) & 3 == 3
}

/// Visits what the bump allocator has given out: blocks one behind the other, and then nothing. Of what
/// it takes back, which is the last block alone, the header stays until the next one overwrites it.
#[inline(always)]
pub fn walk_stub(base: u32, len: u32, first: u32, visit: &mut impl FnMut(u32, u32)) -> bool {
    stub_end(base, len, first, visit) != 0
}

/// Where the row of blocks ends; 0 where there is none.
#[inline(always)]
fn stub_end(base: u32, len: u32, first: u32, visit: &mut impl FnMut(u32, u32)) -> u32 {
    let mut block = first;
    if len < PAGE || block & 15 != 12 {
        return 0;
    }
    loop {
        if block > len - 4 {
            return 0;
        }
        let size = word(base, block);
        if size == 0 {
            return if block != first && is_blank(base, len, block) { block } else { 0 };
        }
        if size & 15 != 12 || size > len - 8 - block {
            return 0;
        }
        visit(block + 4, size);
        block += 4 + size;
    }
}

/// Where a row of blocks ends that a bump allocator may have made; 0 where it looks otherwise. Without
/// a collector the links of objects are 0. A block that was made to grow may be twice as large as its object.
#[allow(dead_code)]
#[inline(always)]
pub fn bump_end(base: u32, len: u32, first: u32) -> u32 {
    let mut objects = 0;
    let end = stub_end(base, len, first, &mut |start, size| {
        let is_unlinked = size > OBJECT_HEADER && word(base, start) == 0 && word(base, start + 4) == 0;
        if is_unlinked && word(base, start + 12) <= size - OBJECT_HEADER {
            objects += 1;
        }
    });
    if objects >= FEWEST_OBJECTS {
        end
    } else {
        0
    }
}

/// Fewer may be a coincidence.
const FEWEST_OBJECTS: u32 = 4;
const BLANK_BYTES: u32 = 64;

/// Nothing has been written behind the last block.
fn is_blank(base: u32, len: u32, from: u32) -> bool {
    let to = len.min(from.saturating_add(BLANK_BYTES));
    let mut at = from;
    while at < to {
        if word(base, at) != 0 {
            return false;
        }
        at += 4;
    }
    true
}
