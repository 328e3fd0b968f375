//! Walks a heap of Doug Lea's malloc by the headers of its chunks, and believes it only where all of
//! them agree.
//!
//! Layout (dlmalloc 2.8.6, malloc.c, and Rust's port of it): a chunk at `c` has at `c + 4` its size and
//! flags, and what was allocated begins at `c + 8`. The next chunk begins at `c + size`; of one that is
//! free, the word at `c + size` repeats its size. The last chunk of the newest segment, the "top", is
//! free and followed by a header that only says how much is kept behind it. An older segment ends in
//! headers without a body ("fenceposts"). Sizes are multiples of 8, or of 16 in wasi-libc.

/// In a chunk's header: the chunk before it is in use; it is in use itself.
const BEFORE_IN_USE: u32 = 1;
const IN_USE: u32 = 2;
const FLAGS: u32 = 7;
const FENCEPOST: u32 = BEFORE_IN_USE | IN_USE | 4;

const SMALLEST: u32 = 16;
/// Header of the word after the top: 40 bytes, or 56 where everything is aligned to 16.
const LEAST_FOOT: u32 = 24;
const MOST_FOOT: u32 = 96;
const PAGE: u32 = 65_536;

/// What a walk adds up.
#[derive(Clone, Copy)]
pub struct Sums {
    pub free_bytes: u32,
    pub largest_free: u32,
}

/// Visits what is allocated, in the order of addresses: address and usable bytes. False where the heap
/// is none, or is being changed.
pub fn walk(
    base: u32,
    len: u32,
    first: u32,
    sums: &mut Sums,
    visit: &mut impl FnMut(u32, u32),
) -> bool {
    let mut start = first;
    loop {
        match walk_segment(base, len, start, sums, visit) {
            End::Broken => return false,
            End::Top => return true,
            End::Fencepost(at) => match next_segment(base, len, at) {
                Some(next) => start = next,
                // The newest segment may lie before this one.
                None => return true,
            },
        }
    }
}

/// Whether a whole segment begins here.
pub fn is_segment(base: u32, len: u32, first: u32) -> bool {
    let mut sums = Sums {
        free_bytes: 0,
        largest_free: 0,
    };
    let mut blocks = 0;
    match walk_segment(base, len, first, &mut sums, &mut |_, _| blocks += 1) {
        End::Broken => false,
        // Zeros and small numbers in static data may look like a heap in which nothing is.
        End::Top | End::Fencepost(_) => blocks > 0,
    }
}

enum End {
    Top,
    /// Where the last chunk ended.
    Fencepost(u32),
    Broken,
}

#[inline(always)]
fn word(base: u32, at: u32) -> u32 {
    // SAFETY: callers have compared `at + 4` with the length of the memory.
    unsafe { ((base + at) as *const u32).read() }
}

#[inline(always)]
fn walk_segment(
    base: u32,
    len: u32,
    first: u32,
    sums: &mut Sums,
    visit: &mut impl FnMut(u32, u32),
) -> End {
    // Chunks are aligned to 8, and a segment's first one counts as if another were before it.
    if first & 7 != 0 || first > len - 8 || word(base, first + 4) & BEFORE_IN_USE == 0 {
        return End::Broken;
    }
    let mut chunk = first;
    let mut before_in_use = true;
    loop {
        if chunk > len - 8 {
            return End::Broken;
        }
        let head = word(base, chunk + 4);
        let size = head & !FLAGS;
        if head == FENCEPOST {
            return if chunk == first { End::Broken } else { End::Fencepost(chunk) };
        }
        if size < SMALLEST && !(size == 8 && head & IN_USE == 0) || head & 4 != 0 {
            return End::Broken;
        }
        if (head & BEFORE_IN_USE != 0) != before_in_use || size > len - 8 - chunk {
            return End::Broken;
        }
        let next = chunk + size;
        if head & IN_USE != 0 {
            visit(chunk + 8, size - 4);
            before_in_use = true;
        } else {
            // Free neighbours would have been joined.
            if !before_in_use {
                return End::Broken;
            }
            sums.free_bytes += size;
            sums.largest_free = sums.largest_free.max(size);
            let after = word(base, next + 4);
            if after & FLAGS == 0 && (LEAST_FOOT..=MOST_FOOT).contains(&after) {
                return End::Top;
            }
            if word(base, next) != size {
                return End::Broken;
            }
            before_in_use = false;
        }
        chunk = next;
    }
}

/// Memory that others took in between lies between two segments; each begins near a page's beginning.
fn next_segment(base: u32, len: u32, after: u32) -> Option<u32> {
    let mut page = (after / PAGE + 1) * PAGE;
    while page < len - 16 {
        for offset in [0, 8] {
            if is_segment(base, len, page + offset) {
                return Some(page + offset);
            }
        }
        page += PAGE;
    }
    None
}
