//! Walks a heap of Doug Lea's malloc by the headers of its chunks, and believes it only where all of
//! them agree.
//!
//! Layout (dlmalloc 2.8.6, malloc.c, and Rust's port of it): a chunk at `c` has at `c + 4` its size and
//! flags, and what was allocated begins at `c + 8`. The next chunk begins at `c + size`; of one that is
//! free, the word at `c + size` repeats its size. The last chunk of the newest segment, the "top", is
//! free and followed by a header that only says how much is kept behind it. An older segment ends in
//! a chunk that records the segment, and in headers without a body ("fenceposts"). Sizes are multiples
//! of 8, or of 16 in wasi-libc.
//!
//! The newest segment is recorded in the allocator's static state (`malloc_state.seg`), the one before it
//! at its own end: where each begins, how long it is, the record of the one before, and flags.

/// In a chunk's header: the chunk before it is in use; it is in use itself.
const BEFORE_IN_USE: u32 = 1;
const IN_USE: u32 = 2;
const FLAGS: u32 = 7;
const FENCEPOST: u32 = BEFORE_IN_USE | IN_USE | 4;

const SMALLEST: u32 = 16;
/// Header of the word after the top: 40 bytes, or 56 where everything is aligned to 16.
const LEAST_FOOT: u32 = 24;
const MOST_FOOT: u32 = 96;
/// Segments end at a multiple of this (`mparams.page_size`; emscripten has the smallest).
const SEGMENT_END: u32 = 4096;
const PAGE: u32 = 65_536;

/// What a walk adds up.
#[derive(Clone, Copy)]
pub struct Sums {
    pub free_bytes: u32,
    pub largest_free: u32,
}

const NOTHING: Sums = Sums {
    free_bytes: 0,
    largest_free: 0,
};

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
    let mut start = first;
    let mut has_top = false;
    loop {
        let end = match walk_segment(base, len, start, sums, visit) {
            End::Broken => return false,
            End::Top(end) => {
                has_top = true;
                end
            }
            End::Fencepost(end) => end,
        };
        match next_segment(base, len, end) {
            Some(next) => start = next,
            // Without a top, the newest segment was not found: what was counted is not all.
            None => return has_top,
        }
    }
}

/// The first chunk of a heap whose static state lies between two addresses. Its record of the newest
/// segment, and that one's of the segment before, must all describe segments that are whole: garbage
/// may look like chunks, but nothing speaks of it.
#[allow(dead_code)]
#[inline(always)]
pub fn find(base: u32, len: u32, from: u32, to: u32) -> Option<u32> {
    let mut at = (from + 3) & !3;
    let to = to.min(len.saturating_sub(RECORD_BYTES));
    // All candidates together may cost as much as a few walks of the whole memory.
    let mut left = len / SMALLEST * 2;
    while at < to {
        let start = word(base, at);
        // Static memory lies below the heap.
        if start > at && is_record(base, len, at) {
            if let Some(first) = first_of_all(base, len, at, &mut left) {
                return Some(first);
            }
            if left == 0 {
                return None;
            }
        }
        at += 4;
    }
    None
}

/// Whether a whole segment begins here, with or without anything allocated in it.
///
/// What is not inlined takes and returns single numbers: these need no stack.
#[inline(never)]
pub fn is_segment(base: u32, len: u32, first: u32) -> bool {
    !matches!(
        walk_segment(base, len, first, &mut { NOTHING }, &mut |_, _| {}),
        End::Broken
    )
}

const RECORD_BYTES: u32 = 16;
/// Bits of a record's flags: mapped, and given by the program.
const RECORD_FLAGS: u32 = 1 | 8;

/// Whether four words may be a segment's record.
#[inline(always)]
fn is_record(base: u32, len: u32, at: u32) -> bool {
    let start = word(base, at);
    let size = word(base, at + 4);
    let before = word(base, at + 8);
    size >= 64
        && start < len
        && size <= len - start
        && (start + size) % SEGMENT_END == 0
        && start & 3 == 0
        && before & 7 == 0
        && before < start
        && word(base, at + 12) & !RECORD_FLAGS == 0
}

/// Follows records to the oldest segment; nothing where one of them is not what is there. Memory only
/// grows, so that an older segment lies lower, and with it the record at its end.
#[inline(always)]
fn first_of_all(base: u32, len: u32, newest: u32, left: &mut u32) -> Option<u32> {
    let mut record = newest;
    loop {
        let first = recorded(base, len, record, record == newest, left)?;
        let before = word(base, record + 8);
        if before == 0 {
            return Some(first);
        }
        if before > len - RECORD_BYTES || !is_record(base, len, before) {
            return None;
        }
        let start = word(base, before);
        if start >= word(base, record) || before.wrapping_sub(start) >= word(base, before + 4) {
            return None;
        }
        record = before;
    }
}

/// The first chunk of a segment that is as recorded. It is aligned as what is allocated is: to 8, or 8
/// below a multiple of 16.
#[inline(always)]
fn recorded(base: u32, len: u32, record: u32, is_newest: bool, left: &mut u32) -> Option<u32> {
    let start = word(base, record);
    let recorded_end = start + word(base, record + 4);
    let mut first = (start + 7) & !7;
    let aligned_to_16 = ((start + 8 + 15) & !15) - 8;
    while first <= aligned_to_16 {
        let mut blocks = 0;
        let found = walk_segment(base, len, first, &mut { NOTHING }, &mut |_, _| blocks += 1);
        *left = left.saturating_sub(blocks);
        let is_there = match found {
            End::Top(end) => is_newest && end == recorded_end,
            End::Fencepost(end) => !is_newest && end == recorded_end,
            End::Broken => false,
        };
        if is_there {
            return Some(first);
        }
        first += 8;
    }
    None
}

/// Where a segment ends: behind what the top or the fenceposts keep.
enum End {
    Top(u32),
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
    if len < PAGE || first & 7 != 0 || first > len - SMALLEST {
        return End::Broken;
    }
    let mut chunk = first;
    let mut before_in_use = true;
    let mut head = word(base, chunk + 4);
    loop {
        let size = head & !FLAGS;
        if (head & BEFORE_IN_USE != 0) != before_in_use || head & 4 != 0 {
            return End::Broken;
        }
        // Of the next header, too, the memory must have room.
        if size > len - 8 - chunk {
            return End::Broken;
        }
        let next = chunk + size;
        if next > len - 8 {
            return End::Broken;
        }
        let after = word(base, next + 4);
        if head & IN_USE != 0 {
            if size < SMALLEST {
                return End::Broken;
            }
            if after == FENCEPOST {
                // The chunk before is the segment's record: the allocator's own.
                return fenceposts_end(base, len, next);
            }
            visit(chunk + 8, size - 4);
            before_in_use = true;
        } else {
            // Free neighbours would have been joined.
            if !before_in_use {
                return End::Broken;
            }
            // Of a top, 8 bytes may be left.
            if size < 8 {
                return End::Broken;
            }
            sums.free_bytes += size;
            sums.largest_free = sums.largest_free.max(size);
            if after & FLAGS == 0 {
                return top_end(len, next, after);
            }
            if size < SMALLEST || word(base, next) != size {
                return End::Broken;
            }
            before_in_use = false;
        }
        chunk = next;
        head = after;
    }
}

#[inline(always)]
fn top_end(len: u32, foot: u32, kept: u32) -> End {
    if !(LEAST_FOOT..=MOST_FOOT).contains(&kept) || kept > len - foot {
        return End::Broken;
    }
    let end = foot + kept;
    if end % SEGMENT_END == 0 {
        End::Top(end)
    } else {
        End::Broken
    }
}

/// Fenceposts are four bytes apart, up to the end of the segment.
#[inline(always)]
fn fenceposts_end(base: u32, len: u32, first: u32) -> End {
    let mut at = first + 4;
    while at % SEGMENT_END != 0 {
        if at > len - 4 || word(base, at) != FENCEPOST {
            return End::Broken;
        }
        at += 4;
    }
    End::Fencepost(at)
}

/// Memory that others took in between lies between two segments; each begins with a page. One of
/// another allocator of the kind counts as well.
#[inline(always)]
fn next_segment(base: u32, len: u32, after: u32) -> Option<u32> {
    let mut page = after.wrapping_add(PAGE - 1) & !(PAGE - 1);
    // Behind the last page of 4 GiB there is none.
    while page >= after && page < len {
        // Chunks that are aligned to 16 begin 8 bytes behind the page.
        let mut first = page;
        while first <= page + 8 {
            if word(base, first + 4) & BEFORE_IN_USE != 0 && is_segment(base, len, first) {
                return Some(first);
            }
            first += 8;
        }
        page = page.wrapping_add(PAGE);
    }
    None
}
