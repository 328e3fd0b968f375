//! An allocator that counts, and the interface between a scenario's module and its host.
//!
//! # The module interface
//!
//! A module imports nothing and exports:
//!
//! - one function for each variant, `(index: i32) -> ()`: the operation. `index` is an unsigned
//!   number that the host never repeats; in practice it counts from 0.
//! - `memory`, the linear memory that the module owns.
//! - `LEAKLAB_LEDGER`, an immutable global that holds the address of the [`Ledger`] in `memory`.
//!
//! The host reads the ledger straight from memory, so a reading calls nothing and changes nothing.
//! All numbers are little-endian:
//!
//! | offset | type        | field         | meaning                                                  |
//! |-------:|-------------|---------------|----------------------------------------------------------|
//! |      0 | `u32`       | `magic`       | `0x4c4c4147`; anything else is not a ledger              |
//! |      4 | `u32`       | `version`     | 1; another layout gets another number                    |
//! |      8 | `u64`       | `live_bytes`  | bytes of all blocks that are allocated now               |
//! |     16 | `u64`       | `live_blocks` | number of those blocks                                   |
//! |     24 | `u64`       | `peak_bytes`  | the most that `live_bytes` has ever been                 |
//! |     32 | `u64`       | `allocations` | blocks ever allocated: live and freed                    |
//! |     40 | `u64`       | `constructed` | values with a [`Tally`] that came to be                  |
//! |     48 | `u64`       | `dropped`     | those of them whose destructor ran                       |
//! |     56 | `u32`       | `message_len` | bytes of `message` in use; 0 where nothing went wrong    |
//! |     60 | `u8 × 500`  | `message`     | UTF-8, cut off at 500 bytes (perhaps within a character) |
//!
//! - Bytes are those that the program asked for. The allocator's own headers and rounding are not
//!   in them, so that the numbers follow from the source alone.
//! - A reallocation resizes a block: it is neither a new block nor an allocation, so that
//!   `allocations - live_blocks` is the number of frees. One that fails changes nothing.
//! - `message` says why the operation that ran last trapped: a panic with its place, or what could
//!   not be allocated. A panic ends in a trap (`panic = "abort"`), which itself says nothing.
//! - After a trap the module is dead: the counters stay readable, but another call has no meaning.
#![deny(unsafe_op_in_unsafe_fn)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::fmt::{self, Write};
use std::mem::size_of;
use std::panic::{self, Location};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicU8, Ordering::Relaxed};

const MAGIC: u32 = 0x4c4c_4147;
const VERSION: u32 = 1;
const MESSAGE_CAPACITY: usize = 500;

/// What the host reads; the layout is documented above.
///
/// Atomics make a shared static sound without `unsafe`. The modules have one thread, so they
/// compile to plain loads and stores.
#[repr(C)]
pub struct Ledger {
    magic: u32,
    version: u32,
    live_bytes: AtomicU64,
    live_blocks: AtomicU64,
    peak_bytes: AtomicU64,
    allocations: AtomicU64,
    constructed: AtomicU64,
    dropped: AtomicU64,
    message_len: AtomicU32,
    message: [AtomicU8; MESSAGE_CAPACITY],
}

/// Hosts rely on it: a change of the layout is a new `VERSION`.
const _: () = assert!(size_of::<Ledger>() == 60 + MESSAGE_CAPACITY);

/// `no_mangle` makes it an exported global of every module that links this crate.
#[no_mangle]
pub static LEAKLAB_LEDGER: Ledger = Ledger::new();

// The tests count in ledgers of their own, undisturbed by the test runner's threads.
#[cfg(not(test))]
#[global_allocator]
static ALLOCATOR: TrackingAlloc = TrackingAlloc {
    ledger: &LEAKLAB_LEDGER,
};

/// Exports each variant, a module with a function `operation(index: u32)`, under its own name.
#[macro_export]
macro_rules! export {
    ($($variant:ident),+ $(,)?) => { $(
        #[no_mangle]
        pub extern "C" fn $variant(index: u32) {
            $crate::run($variant::operation, index);
        }
    )+ };
}

/// Runs one operation so that its panic leaves a message. `export!` wraps the variants in it.
///
/// Not inlined: called through a pointer, the operation keeps a function, and a name, of its own.
#[inline(never)]
pub fn run(operation: fn(u32), index: u32) {
    static HOOKED: AtomicBool = AtomicBool::new(false);
    if !HOOKED.swap(true, Relaxed) {
        install_panic_hook();
    }
    LEAKLAB_LEDGER.clear_message();
    operation(index);
}

/// Allocates nothing: the hook captures nothing, so its box has no size.
fn install_panic_hook() {
    panic::set_hook(Box::new(|panic| {
        let payload = panic.payload();
        let message = payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        LEAKLAB_LEDGER.record_panic(panic.location(), message);
    }));
}

/// Keeps the optimizer from proving that a value is unused, and with it its allocation. Stands in
/// for `std::hint::black_box`, which is stable since Rust 1.66 only.
pub fn keep<T: ?Sized>(value: &T) {
    // SAFETY: the pointer that is read is the local variable `value`: valid, aligned, initialized,
    // and a shared reference may be copied.
    unsafe { ptr::read_volatile(&value) };
}

/// A field that counts its owner's construction and drop. It has no size, so the owner keeps its
/// own.
pub struct Tally(());

impl Tally {
    pub fn new() -> Self {
        LEAKLAB_LEDGER.constructed.fetch_add(1, Relaxed);
        Tally(())
    }
}

impl Default for Tally {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Tally {
    fn drop(&mut self) {
        LEAKLAB_LEDGER.dropped.fetch_add(1, Relaxed);
    }
}

/// The system's allocator with an account of it. Nothing on its path allocates or panics.
struct TrackingAlloc<'a> {
    ledger: &'a Ledger,
}

// SAFETY: every call is passed on to `System` unchanged and its answer returned unchanged, so the
// contract that `System` keeps is kept; the counting touches none of the blocks and can't unwind.
unsafe impl GlobalAlloc for TrackingAlloc<'_> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise about `layout` is the one that `System` asks for.
        let block = unsafe { System.alloc(layout) };
        self.ledger.count_alloc(block, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as in `alloc`.
        let block = unsafe { System.alloc_zeroed(layout) };
        self.ledger.count_alloc(block, layout.size())
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller has `block` from this allocator with this layout, hence from `System`.
        unsafe { System.dealloc(block, layout) };
        self.ledger.count_dealloc(layout.size());
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: as in `dealloc`; the caller vouches for `new_size`.
        let resized = unsafe { System.realloc(block, layout, new_size) };
        self.ledger.count_realloc(resized, layout.size(), new_size)
    }
}

impl Ledger {
    const fn new() -> Self {
        // An array can only repeat a constant before Rust 1.79; this one is never used again.
        #[allow(clippy::declare_interior_mutable_const)]
        const ZERO: AtomicU8 = AtomicU8::new(0);
        Self {
            magic: MAGIC,
            version: VERSION,
            live_bytes: AtomicU64::new(0),
            live_blocks: AtomicU64::new(0),
            peak_bytes: AtomicU64::new(0),
            allocations: AtomicU64::new(0),
            constructed: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            message_len: AtomicU32::new(0),
            message: [ZERO; MESSAGE_CAPACITY],
        }
    }

    fn count_alloc(&self, block: *mut u8, size: usize) -> *mut u8 {
        if block.is_null() {
            self.record_out_of_memory(size);
        } else {
            self.allocations.fetch_add(1, Relaxed);
            self.live_blocks.fetch_add(1, Relaxed);
            self.grow(size);
        }
        block
    }

    fn count_dealloc(&self, size: usize) {
        self.live_blocks.fetch_sub(1, Relaxed);
        self.live_bytes.fetch_sub(size as u64, Relaxed);
    }

    fn count_realloc(&self, resized: *mut u8, old_size: usize, new_size: usize) -> *mut u8 {
        if resized.is_null() {
            self.record_out_of_memory(new_size);
        } else {
            // In this order the peak is never above what was held at once.
            self.live_bytes.fetch_sub(old_size as u64, Relaxed);
            self.grow(new_size);
        }
        resized
    }

    fn grow(&self, size: usize) {
        let live = self.live_bytes.fetch_add(size as u64, Relaxed) + size as u64;
        self.peak_bytes.fetch_max(live, Relaxed);
    }

    /// A program may survive a failed allocation; the message then stays until the next operation.
    fn record_out_of_memory(&self, size: usize) {
        let bytes = self.live_bytes.load(Relaxed);
        let blocks = self.live_blocks.load(Relaxed);
        self.write_message(format_args!(
            "memory allocation of {size} bytes failed ({bytes} bytes live in {blocks} blocks)"
        ));
    }

    fn record_panic(&self, location: Option<&Location>, message: Option<&str>) {
        let message = message.unwrap_or("no message");
        match location {
            Some(place) => self.write_message(format_args!("panicked at {place}: {message}")),
            None => self.write_message(format_args!("panicked: {message}")),
        }
    }

    fn write_message(&self, text: fmt::Arguments) {
        self.clear_message();
        // Never an error: what does not fit is left out.
        let _ = MessageWriter(self).write_fmt(text);
    }

    fn clear_message(&self) {
        self.message_len.store(0, Relaxed);
    }
}

/// Formats into the ledger's buffer: nothing to allocate when there is nothing left to allocate.
struct MessageWriter<'a>(&'a Ledger);

impl Write for MessageWriter<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let used = self.0.message_len.load(Relaxed) as usize;
        let room = self.0.message.iter().skip(used);
        let mut written = 0;
        for (cell, byte) in room.zip(text.bytes()) {
            cell.store(byte, Relaxed);
            written += 1;
        }
        self.0.message_len.fetch_add(written, Relaxed);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(size: usize) -> Layout {
        Layout::from_size_align(size, 8).unwrap()
    }

    fn counters(ledger: &Ledger) -> [u64; 4] {
        [
            &ledger.live_bytes,
            &ledger.live_blocks,
            &ledger.peak_bytes,
            &ledger.allocations,
        ]
        .map(|counter| counter.load(Relaxed))
    }

    fn message(ledger: &Ledger) -> String {
        let length = ledger.message_len.load(Relaxed) as usize;
        let text = ledger.message[..length].iter();
        String::from_utf8(text.map(|byte| byte.load(Relaxed)).collect()).unwrap()
    }

    #[test]
    fn counts_blocks_and_bytes_exactly() {
        let ledger = Ledger::new();
        let allocator = TrackingAlloc { ledger: &ledger };
        // SAFETY: each block is resized and freed once, with the layout that it has then.
        unsafe {
            let first = allocator.alloc(bytes(100));
            let second = allocator.alloc_zeroed(bytes(50));
            assert_eq!(counters(&ledger), [150, 2, 150, 2]);

            let first = allocator.realloc(first, bytes(100), 1000);
            assert_eq!(counters(&ledger), [1050, 2, 1050, 2]);

            let first = allocator.realloc(first, bytes(1000), 10);
            allocator.dealloc(second, bytes(50));
            assert_eq!(counters(&ledger), [10, 1, 1050, 2]);

            allocator.dealloc(first, bytes(10));
            assert_eq!(counters(&ledger), [0, 0, 1050, 2]);
        }
    }

    #[test]
    fn a_failed_allocation_changes_nothing_but_the_message() {
        let ledger = Ledger::new();
        ledger.count_alloc(8 as *mut u8, 100);
        ledger.count_alloc(ptr::null_mut(), 7);
        assert_eq!(counters(&ledger), [100, 1, 100, 1]);
        assert_eq!(
            message(&ledger),
            "memory allocation of 7 bytes failed (100 bytes live in 1 blocks)"
        );
        ledger.count_realloc(ptr::null_mut(), 100, 9);
        assert_eq!(counters(&ledger), [100, 1, 100, 1]);
        assert!(message(&ledger).starts_with("memory allocation of 9 bytes"));
    }

    #[test]
    fn a_message_that_is_too_long_is_cut_off() {
        let ledger = Ledger::new();
        ledger.record_panic(None, Some(&"x".repeat(2 * MESSAGE_CAPACITY)));
        let text = message(&ledger);
        assert_eq!(text.len(), MESSAGE_CAPACITY);
        assert!(text.starts_with("panicked: xxx"));
    }

    #[test]
    fn a_tally_counts_its_drop_and_has_no_size() {
        assert_eq!(size_of::<Tally>(), 0);
        let before = LEAKLAB_LEDGER.dropped.load(Relaxed);
        drop(Tally::new());
        std::mem::forget(Tally::new());
        assert_eq!(LEAKLAB_LEDGER.constructed.load(Relaxed), 2);
        assert_eq!(LEAKLAB_LEDGER.dropped.load(Relaxed), before + 1);
    }
}
