//! Walks a heap of emscripten's small allocator, emmalloc.
//!
//! Layout (`system/lib/emmalloc.c`): regions lie side by side, of a multiple of 4 bytes each. The first word
//! of a region is its size, and so is the last one, whose lowest bit is set where the region is free. What was
//! asked for begins behind the first word; bytes in front of it that alignment asks for join the region before.
//!
//! A piece of memory that it has taken begins with a region for its own use (`RootRegion`), in which stand
//! the root of the piece before and where this piece ends; it ends with a region of 16 bytes. Static state
//! (`listOfAllRegions`) has the newest root. What it takes joins the piece before it where nothing lies
//! between, and the least alignment of `sbrk` is enough for that: there are often several pieces.

use crate::dlmalloc::Sums;

const FREE: u32 = 1;
const SMALLEST: u32 = 16;
const WORD: u32 = 4;
/// Of the region that ends a piece; the one that begins it has at least as many.
const OWN: u32 = 16;
const BEFORE_AT: u32 = 4;
const END_AT: u32 = 8;
/// `sbrk` returns multiples of this.
const ALIGNED: u32 = 8;
/// How far behind one piece the next one is looked for.
const WIDEST_GAP: u32 = 65_536;
/// Nobody's static memory is below.
const LOWEST: u32 = 16;

#[inline(always)]
fn word(base: u32, at: u32) -> u32 {
    // SAFETY: callers have compared `at + 4` with the length of the memory.
    unsafe { ((base + at) as *const u32).read() }
}

/// The first region of a heap whose newest root a word between two addresses leads to.
#[allow(dead_code)]
#[inline(always)]
pub fn find(base: u32, len: u32, from: u32, to: u32) -> Option<u32> {
    let mut at = (from + 3) & !3;
    let to = to.min(len.saturating_sub(WORD));
    while at < to {
        let mut root = word(base, at);
        // Static memory lies below the heap.
        if root > at && is_root(base, len, root) {
            loop {
                let before = word(base, root + BEFORE_AT);
                if before == 0 {
                    break;
                }
                if before >= root || !is_root(base, len, before) {
                    break;
                }
                root = before;
            }
            if is_heap(base, len, root) {
                return Some(root);
            }
        }
        at += 4;
    }
    None
}

#[inline(never)]
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
    if !is_root(base, len, first) || word(base, first + BEFORE_AT) != 0 {
        return false;
    }
    let mut root = first;
    loop {
        if !walk_piece(base, root, sums, visit) {
            return false;
        }
        match next_root(base, len, root) {
            // Nothing says so of an older one: then what was counted is not all.
            0 => return is_newest(base, root, first),
            next => root = next,
        }
    }
}

/// Whether a piece begins here that has an end; its regions are not looked at.
#[inline(never)]
fn is_root(base: u32, len: u32, root: u32) -> bool {
    if root % ALIGNED != 0 || len < 4 * OWN || root > len - 4 * OWN {
        return false;
    }
    let size = word(base, root);
    let end = word(base, root + END_AT);
    let room = end.wrapping_sub(root);
    if end & 3 != 0 || end > len || end <= root || room < 2 * OWN {
        return false;
    }
    size >= OWN
        && size & 3 == 0
        && size <= room - OWN
        && word(base, root + size - WORD) == size
        && word(base, end - OWN) == OWN
        && word(base, end - WORD) == OWN
}

#[inline(always)]
fn walk_piece(
    base: u32,
    root: u32,
    sums: &mut Sums,
    visit: &mut impl FnMut(u32, u32),
) -> bool {
    let last = word(base, root + END_AT) - OWN;
    let mut region = root + word(base, root);
    let mut before_free = false;
    while region < last {
        let size = word(base, region);
        if size < SMALLEST || size & 3 != 0 || size > last - region {
            return false;
        }
        let ceiling = word(base, region + size - WORD);
        if ceiling & !FREE != size {
            return false;
        }
        if ceiling & FREE != 0 {
            // Free neighbours would have been joined.
            if before_free {
                return false;
            }
            before_free = true;
            sums.free_bytes += size;
            sums.largest_free = sums.largest_free.max(size);
        } else {
            before_free = false;
            visit(region + WORD, size - 2 * WORD);
        }
        region += size;
    }
    true
}

/// The root behind this one that names it as the one before; 0 where there is none.
#[inline(never)]
fn next_root(base: u32, len: u32, root: u32) -> u32 {
    let end = word(base, root + END_AT);
    let mut at = (end + ALIGNED - 1) / ALIGNED * ALIGNED;
    let to = end.saturating_add(WIDEST_GAP).min(len - 4 * OWN);
    while at < to {
        if word(base, at + BEFORE_AT) == root && is_root(base, len, at) {
            return at;
        }
        at += ALIGNED;
    }
    0
}

/// Whether static memory leads to a root.
#[inline(never)]
fn is_newest(base: u32, root: u32, first: u32) -> bool {
    let mut at = LOWEST;
    while at < first {
        if word(base, at) == root {
            return true;
        }
        at += 4;
    }
    false
}
