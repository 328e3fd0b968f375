//! Counts what is allocated in another module's memory, which this one imports and only reads.
//!
//! It has no data, no stack and no store: built for size, every value stays in a register. A test of
//! its code keeps it so, for anything that it wrote it would write into the subject's memory.
#![no_std]

mod dlmalloc;
mod tlsf;

use dlmalloc::Sums;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

const DLMALLOC: u32 = 0;
const TLSF: u32 = 1;

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

/// Whether a heap of a kind begins here: at its first chunk, or at the root of a TLSF.
#[no_mangle]
pub extern "C" fn is_heap(kind: u32, at: u32) -> u32 {
    let len = length();
    if at == 0 || len < 65_536 || at > len - 64 {
        return 0;
    }
    match kind {
        DLMALLOC => dlmalloc::is_segment(0, len, at) as u32,
        TLSF => tlsf::is_root(0, len, at) as u32,
        _ => tlsf::walk_stub(0, len, at, &mut |_, _| {}) as u32,
    }
}

/// The lowest address from `from` on at which a heap of a kind begins; 0 where there is none.
#[no_mangle]
pub extern "C" fn find(kind: u32, from: u32, to: u32) -> u32 {
    let step = if kind == DLMALLOC { 8 } else { 16 };
    let mut at = (from + step - 1) / step * step;
    while at < to {
        if is_heap(kind, at) != 0 {
            return at;
        }
        at += step;
    }
    0
}

/// Where the first block of a heap stands that `is_heap` has found.
#[no_mangle]
pub extern "C" fn first_of(kind: u32, at: u32) -> u32 {
    if kind == TLSF {
        tlsf::first_of(at)
    } else {
        at
    }
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
        _ => tlsf::walk_stub(0, len, first, visit),
    }
}
