//! Counts what is allocated in another module's memory, which this one imports and only reads.
//!
//! It has no data, no stack and no store: built for size, every value stays in a register. A test of
//! its code keeps it so, for anything that it wrote it would write into the subject's memory.
#![no_std]

mod dlmalloc;
mod emmalloc;
mod tlsf;

use dlmalloc::Sums;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

const DLMALLOC: u32 = 0;
const TLSF: u32 = 1;
const EMMALLOC: u32 = 2;

#[inline(always)]
fn length() -> u32 {
    let pages = core::arch::wasm32::memory_size(0) as u32;
    // 4 GiB don't fit: the last page can be spared.
    if pages >= 65_536 {
        u32::MAX - 65_535
    } else {
        pages << 16
    }
}

/// The first header of a heap whose allocator's state is found between two addresses; 0 where there
/// is none.
#[no_mangle]
pub extern "C" fn find(kind: u32, from: u32, to: u32) -> u32 {
    let len = length();
    // Nobody's state is at address 0.
    let from = from.max(16);
    match kind {
        DLMALLOC => dlmalloc::find(0, len, from, to),
        EMMALLOC => emmalloc::find(0, len, from, to),
        _ => tlsf::find(0, len, from, to),
    }
    .unwrap_or(0)
}

/// Whether a segment of dlmalloc seems to begin at an address: a reason to look for its state.
#[no_mangle]
pub extern "C" fn is_segment(at: u32) -> u32 {
    (at != 0 && dlmalloc::is_segment(0, length(), at)) as u32
}

/// Where a bump allocator's row of blocks ends that begins at an address; 0 where there is none.
#[no_mangle]
pub extern "C" fn bump_end(at: u32) -> u32 {
    tlsf::bump_end(0, length(), at)
}

/// Live blocks (upper half) and usable bytes; all ones where the heap is broken.
#[no_mangle]
pub extern "C" fn live(kind: u32, first: u32) -> u64 {
    let mut sums = Sums {
        free_bytes: 0,
        largest_free: 0,
    };
    let (mut blocks, mut bytes) = (0u64, 0u64);
    let mut visit = |_: u32, size: u32| {
        blocks += 1;
        bytes += size as u64;
    };
    if walk(kind, first, &mut sums, &mut visit) {
        blocks << 32 | bytes & 0xffff_ffff
    } else {
        u64::MAX
    }
}

/// Free bytes (upper half) and the largest piece of them.
#[no_mangle]
pub extern "C" fn free(kind: u32, first: u32) -> u64 {
    let mut sums = Sums {
        free_bytes: 0,
        largest_free: 0,
    };
    walk(kind, first, &mut sums, &mut |_, _| {});
    (sums.free_bytes as u64) << 32 | sums.largest_free as u64
}

#[inline(always)]
fn walk(kind: u32, first: u32, sums: &mut Sums, visit: &mut impl FnMut(u32, u32)) -> bool {
    let len = length();
    match kind {
        DLMALLOC => dlmalloc::walk(0, len, first, sums, visit),
        TLSF => tlsf::walk(0, len, first, sums, visit),
        EMMALLOC => emmalloc::walk(0, len, first, sums, visit),
        _ => tlsf::walk_stub(0, len, first, visit),
    }
}
