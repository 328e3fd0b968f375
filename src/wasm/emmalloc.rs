//! Walks a heap of emscripten's small allocator, emmalloc.
//!
//! Layout (`system/lib/emmalloc.c`): regions lie side by side, of a multiple of 4 bytes each. The first word
//! of a region is its size, and so is the last one, whose lowest bit is set where the region is free. What was
//! asked for begins behind the first word. A piece of memory that it has taken begins with a region of 16
//! bytes for its own use (`RootRegion`), in which stand the piece before and where this one ends; it ends with
//! another one of 16 bytes. Static state (`listOfAllRegions`) says where the newest piece is. What it takes
//! joins the piece before it, unless others have taken memory in between: such heaps are not walked.

use crate::dlmalloc::Sums;

const FREE: u32 = 1;
const SMALLEST: u32 = 16;
const WORD: u32 = 4;
const OWN: u32 = 16;

#[inline(always)]
fn word(base: u32, at: u32) -> u32 {
    // SAFETY: callers have compared `at + 4` with the length of the memory.
    unsafe { ((base + at) as *const u32).read() }
}

/// The first region of a heap of one piece that a word between two addresses leads to.
#[allow(dead_code)]
#[inline(always)]
pub fn find(base: u32, len: u32, from: u32, to: u32) -> Option<u32> {
    let mut at = (from + 3) & !3;
    let to = to.min(len.saturating_sub(WORD));
    while at < to {
        let first = word(base, at);
        // Static memory lies below the heap.
        if first > at && is_heap(base, len, first) {
            return Some(first);
        }
        at += 4;
    }
    None
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
    if first & 3 != 0 || len < 4 * OWN || first > len - 4 * OWN || !is_own(base, first) {
        return false;
    }
    let end = word(base, first + 8);
    if word(base, first + 4) != 0 || end & 3 != 0 || end > len || end < first + 3 * OWN {
        return false;
    }
    // Behind the only piece nothing has been written.
    if !is_own(base, end - OWN) || (end <= len - WORD && word(base, end) != 0) {
        return false;
    }
    let mut region = first + OWN;
    let mut before_free = false;
    while region < end - OWN {
        let size = word(base, region);
        if size < SMALLEST || size & 3 != 0 || size > end - OWN - region {
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

/// Whether a region is in use, and of 16 bytes, as those for its own use are.
#[inline(always)]
fn is_own(base: u32, region: u32) -> bool {
    word(base, region) == OWN && word(base, region + OWN - WORD) == OWN
}
