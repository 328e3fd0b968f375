//! Records a subject's allocations: which came when, and now and then where from.
//!
//! The rewritten module calls [`hook`] after each allocation. The number of the allocation goes into a
//! table by address / 8: no chunk of an allocator is smaller, so that a live block's entry is its own.
//! Functions of an allocator call each other, and each calls the hook: what an inner one has recorded
//! is not recorded again on its way out.
//! What is freed stays in the table until its address is given out again; the walk of the heap
//! tells what is live.
#![no_std]

use core::ptr::{addr_of, addr_of_mut};

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

#[link(wasm_import_module = "env")]
extern "C" {
    /// Takes the stack of the allocation that is recorded just now.
    fn sample(address: u32, sequence: u32);
}

extern "C" {
    static __heap_base: u8;
}

const PAGE: u32 = 65_536;

/// A stack costs some 7 µs, as much as a hundred allocations: the first calls are all looked at, later ones
/// ever more rarely, so that it soon is a small part of the time.
const SAMPLED_AT_FIRST: u32 = 64;
const FIRST_INTERVAL: u32 = 4;
const INTERVAL_FACTOR: u32 = 4;
const SAMPLES_AN_INTERVAL: u32 = 512;
const LONGEST_INTERVAL: u32 = 1 << 28;
/// Of blocks that are large, so many of each power of two are looked at in any case: a buffer that
/// doubles is allocated rarely.
const LARGE_SHIFT: u32 = 8;
const SAMPLED_OF_A_SIZE: u8 = 64;

struct Recorder {
    sequence: u32,
    /// The address that came last, and the highest one.
    last: u32,
    highest: u32,
    missed: u32,
    samples: u32,
    interval: u32,
    /// Calls, weighted by bytes, until the next sample.
    left: u32,
    random: u32,
    /// Samples of large blocks by the power of two of their size.
    of_sizes: [u8; 32],
}

static mut RECORDER: Recorder = Recorder {
    sequence: 0,
    last: 0,
    highest: 0,
    missed: 0,
    samples: 0,
    interval: FIRST_INTERVAL,
    left: 0,
    random: 0x9e37_79b9,
    of_sizes: [0; 32],
};

#[inline(always)]
fn recorder() -> &'static mut Recorder {
    // SAFETY: a module has one thread, and `sample` does not call back.
    unsafe { &mut *addr_of_mut!(RECORDER) }
}

#[inline(always)]
fn table() -> u32 {
    // SAFETY: the linker's symbol; only its address is used.
    unsafe { addr_of!(__heap_base) as u32 }
}

/// The entry of an address, if the table can be made to hold it.
#[inline(always)]
fn entry(address: u32) -> Option<*mut u32> {
    let at = table() as u64 + (address as u64 >> 3) * 4;
    let size = core::arch::wasm32::memory_size(0) as u64 * PAGE as u64;
    if at + 4 > size && !grow(at + 4 - size) {
        return None;
    }
    Some(at as u32 as *mut u32)
}

#[cold]
#[inline(never)]
fn grow(missing: u64) -> bool {
    let least = (missing / PAGE as u64 + 1) as usize;
    let more = least.max(core::arch::wasm32::memory_size(0) / 2);
    core::arch::wasm32::memory_grow(0, more) != usize::MAX
        || core::arch::wasm32::memory_grow(0, least) != usize::MAX
}

/// In place of an old address: nothing was moved, but the function called others that called the hook.
const OUTER: u32 = 1;

/// `new` was allocated, in place of `old` where that is an address, and not 0 or [`OUTER`]; `header` is
/// the word before it, in which allocators keep the size.
#[no_mangle]
pub extern "C" fn hook(new: u32, old: u32, header: u32) {
    if new == 0 {
        return;
    }
    let recorder = recorder();
    // The same allocation, on its way out. An inner function that gives out an address again has
    // allocated anew.
    if old == OUTER && new == recorder.last {
        return;
    }
    recorder.last = new;
    recorder.sequence += 1;
    // What is moved or resized stays what it was.
    let kept = if old <= OUTER {
        0
    } else {
        // SAFETY: an entry lies in this module's memory.
        entry(old).map_or(0, |entry| unsafe { *entry })
    };
    let number = if kept != 0 { kept } else { recorder.sequence };
    match entry(new) {
        Some(entry) => {
            // SAFETY: as above.
            unsafe { *entry = number };
            recorder.highest = recorder.highest.max(new);
        }
        None => {
            recorder.missed += 1;
            return;
        }
    }
    if recorder.left > 1 && recorder.sequence > SAMPLED_AT_FIRST && !is_rare(recorder, header & !7) {
        recorder.left -= 1;
        return;
    }
    take(new, number);
}

#[inline(always)]
fn is_rare(recorder: &mut Recorder, size: u32) -> bool {
    if size >> LARGE_SHIFT == 0 {
        return false;
    }
    let seen = &mut recorder.of_sizes[(31 - size.leading_zeros()) as usize & 31];
    let is_rare = *seen < SAMPLED_OF_A_SIZE;
    *seen += is_rare as u8;
    is_rare
}

#[cold]
#[inline(never)]
fn take(new: u32, number: u32) {
    let recorder = recorder();
    recorder.samples += 1;
    if recorder.samples % SAMPLES_AN_INTERVAL == 0 && recorder.interval < LONGEST_INTERVAL {
        recorder.interval *= INTERVAL_FACTOR;
    }
    // xorshift32, by G. Marsaglia: equal intervals would fall in step with the operations.
    let mut random = recorder.random;
    random ^= random << 13;
    random ^= random >> 17;
    random ^= random << 5;
    recorder.random = random;
    recorder.left = 1 + random % (2 * recorder.interval);
    // SAFETY: the host's function takes numbers, and calls nothing of this module.
    unsafe { sample(new, number) };
}

/// Allocations so far.
#[no_mangle]
pub extern "C" fn sequence() -> u32 {
    recorder().sequence
}

/// Allocations that no entry could be made for.
#[no_mangle]
pub extern "C" fn missed() -> u32 {
    recorder().missed
}

/// Where the table begins.
#[no_mangle]
pub extern "C" fn table_at() -> u32 {
    table()
}

/// How many entries it has, up to the last one that was written.
#[no_mangle]
pub extern "C" fn table_length() -> u32 {
    (recorder().highest >> 3) + 1
}
