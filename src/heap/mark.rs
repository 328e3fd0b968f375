//! Which blocks of a heap lead to which: the part of the analysis of a copied linear memory that
//! touches every word of it, and so the part that is not TypeScript.
//!
//! The host lays out this module's memory: the copy, and behind it arrays of one `u32` (or `u8`) a
//! block. All functions get their addresses with [`attach`]; nothing is allocated here. Blocks go by
//! their number in the order of addresses. Addresses of the copied memory are its own, not ours.
//!
//! A word counts as a pointer to a block where it is the address of any of its bytes: conservative,
//! as LeakSanitizer and the Boehm collector have it. Where exact pointers are asked for, it must be
//! the address that the allocator returned.
#![no_std]

#[path = "../wasm/dlmalloc.rs"]
mod dlmalloc;
#[path = "../wasm/emmalloc.rs"]
mod emmalloc;
#[path = "../wasm/tlsf.rs"]
mod tlsf;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

/// A word of data is the address of some byte of a heap of 8 MiB once in 512 times, and that of a block's
/// beginning hardly ever: in a large heap, what large blocks hold must be exact.
const LARGE_HEAP: u32 = 8 << 20;
const LARGE_BLOCK: u32 = 1024;

/// No block, no component, not visited.
const NONE: u32 = u32::MAX;

/// A granule holds the beginning of one block at most: no block is smaller, header included.
const GRANULE_SHIFT: u32 = 4;

struct Heap {
    /// Where the copy begins in our memory, and how long it is.
    base: u32,
    len: u32,
    /// Arrays by block: address of the first byte, usable bytes.
    starts: *mut u32,
    sizes: *mut u32,
    count: u32,
    free_bytes: u32,
    largest_free: u32,
    /// The block that begins in a granule, or else the last one before it.
    granules: *mut u32,
    low: u32,
    high: u32,
    /// Whether blocks may be objects of AssemblyScript's collector.
    collected: bool,
    /// Arrays by block: where the word is that led to it (0: none did), and the block of that word.
    slots: *mut u32,
    parents: *mut u32,
    queue: *mut u32,
    head: u32,
    tail: u32,
}

static mut HEAP: Heap = Heap {
    base: 0,
    len: 0,
    starts: core::ptr::null_mut(),
    sizes: core::ptr::null_mut(),
    count: 0,
    free_bytes: 0,
    largest_free: 0,
    granules: core::ptr::null_mut(),
    low: 0,
    high: 0,
    collected: false,
    slots: core::ptr::null_mut(),
    parents: core::ptr::null_mut(),
    queue: core::ptr::null_mut(),
    head: 0,
    tail: 0,
};

/// The one heap that there is. A module has one thread, and no function here calls another with
/// a reference to it alive.
fn heap() -> &'static mut Heap {
    // SAFETY: see above.
    unsafe { &mut *core::ptr::addr_of_mut!(HEAP) }
}

impl Heap {
    /// A word of the copy; `address` is a multiple of nothing in particular.
    #[inline(always)]
    fn word(&self, address: u32) -> u32 {
        // SAFETY: callers stay 4 bytes below `len`, and the host has laid out `base + len` bytes.
        unsafe { ((self.base + address) as *const u32).read_unaligned() }
    }

    #[inline(always)]
    fn start(&self, block: u32) -> u32 {
        // SAFETY: `block` is below `count`, for which the host has made room.
        unsafe { *self.starts.add(block as usize) }
    }

    #[inline(always)]
    fn end(&self, block: u32) -> u32 {
        // SAFETY: as above.
        self.start(block) + unsafe { *self.sizes.add(block as usize) }
    }

    /// The block that an address lies in.
    #[inline(always)]
    fn find(&self, address: u32) -> Option<u32> {
        if address.wrapping_sub(self.low) >= self.high - self.low {
            return None;
        }
        let granule = (address >> GRANULE_SHIFT) - (self.low >> GRANULE_SHIFT);
        // SAFETY: the host made a granule for each 16 bytes from `low` to `high`.
        let mut block = unsafe { *self.granules.add(granule as usize) };
        if address < self.start(block) {
            // It begins later in the same granule; the first block begins at `low`.
            block = block.wrapping_sub(1);
            if block == NONE {
                return None;
            }
        }
        // The last word of a chunk is also the beginning of the next one, to which the lists of what is
        // free point; and what stands before an object is its collector's.
        let within = if self.collected {
            address >= self.content(block) && address < self.end(block)
        } else {
            address + 4 < self.end(block) || address == self.start(block)
        };
        if within {
            Some(block)
        } else {
            None
        }
    }

    #[inline(always)]
    fn is_marked(&self, block: u32) -> bool {
        // SAFETY: `block` is below `count`.
        unsafe { *self.slots.add(block as usize) != 0 }
    }

    #[inline(always)]
    fn reach(&mut self, word: u32, slot: u32, parent: u32) {
        if let Some(block) = self.find(word) {
            self.reach_block(block, slot, parent);
        }
    }

    #[inline(always)]
    fn reach_exact(&mut self, word: u32, slot: u32, parent: u32) {
        if let Some(block) = self.find_exact(word) {
            self.reach_block(block, slot, parent);
        }
    }

    #[inline(always)]
    fn reach_block(&mut self, block: u32, slot: u32, parent: u32) {
        if self.is_marked(block) {
            return;
        }
        // SAFETY: `block` is below `count`, and each block is queued once.
        unsafe {
            *self.slots.add(block as usize) = slot;
            *self.parents.add(block as usize) = parent;
            *self.queue.add(self.tail as usize) = block;
        }
        self.tail += 1;
    }

    /// The address of a block as the program has it: of an object, behind its header, whose links
    /// are those of the collector's lists.
    #[inline(always)]
    fn content(&self, block: u32) -> u32 {
        let start = self.start(block);
        if self.collected && tlsf::is_object(self.base, start, self.end(block) - start) {
            start + tlsf::OBJECT_HEADER
        } else {
            start
        }
    }

    /// The block whose address, as its allocator's callers have it, is this one.
    #[inline(always)]
    fn find_exact(&self, word: u32) -> Option<u32> {
        let block = self.find(word)?;
        if word == self.content(block) {
            Some(block)
        } else {
            None
        }
    }
}

/// Tells where the copy is.
#[no_mangle]
pub extern "C" fn attach(base: u32, len: u32, collected: u32) {
    let heap = heap();
    heap.base = base;
    heap.len = len;
    heap.collected = collected != 0;
}

/// The address of a block as the program has it.
#[no_mangle]
pub extern "C" fn content(block: u32) -> u32 {
    heap().content(block)
}

/// Walks the heap from its first header; returns the number of blocks, or -1 where it is none.
/// Writes addresses and sizes where `starts` is not 0.
#[no_mangle]
pub extern "C" fn blocks(kind: u32, first: u32, starts: u32, sizes: u32) -> i32 {
    let (starts, sizes) = (starts as *mut u32, sizes as *mut u32);
    let heap = heap();
    let mut count: u32 = 0;
    let mut visit = |address: u32, size: u32| {
        if !starts.is_null() {
            // SAFETY: the host has made room for as many as the first walk counted.
            unsafe {
                *starts.add(count as usize) = address;
                *sizes.add(count as usize) = size;
            }
        }
        count += 1;
    };
    let mut sums = dlmalloc::Sums {
        free_bytes: 0,
        largest_free: 0,
    };
    let whole = walk(kind, heap.base, heap.len, first, &mut sums, &mut visit);
    heap.free_bytes = sums.free_bytes;
    heap.largest_free = sums.largest_free;
    if !whole {
        return -1;
    }
    heap.starts = starts;
    heap.sizes = sizes;
    heap.count = count;
    count as i32
}

/// Bytes that are free within the heap, and the largest piece of them.
#[no_mangle]
pub extern "C" fn free_bytes() -> u32 {
    heap().free_bytes
}

#[no_mangle]
pub extern "C" fn largest_free() -> u32 {
    heap().largest_free
}

fn walk(
    kind: u32,
    base: u32,
    len: u32,
    first: u32,
    sums: &mut dlmalloc::Sums,
    visit: &mut impl FnMut(u32, u32),
) -> bool {
    match kind {
        0 => dlmalloc::walk(base, len, first, sums, visit),
        1 => tlsf::walk(base, len, first, sums, visit),
        2 => emmalloc::walk(base, len, first, sums, visit),
        _ => tlsf::walk_stub(base, len, first, visit),
    }
}

/// Indexes the blocks: `granules` has room for a `u32` each 16 bytes from the first block's
/// address to the end of the last.
#[no_mangle]
pub extern "C" fn index(granules: u32) {
    let heap = heap();
    heap.granules = granules as *mut u32;
    if heap.count == 0 {
        (heap.low, heap.high) = (0, 0);
        return;
    }
    heap.low = heap.start(0);
    heap.high = heap.end(heap.count - 1);
    let last = (heap.high - 1) >> GRANULE_SHIFT;
    let first = heap.low >> GRANULE_SHIFT;
    let mut granule = first;
    for block in 0..heap.count {
        let begins = heap.start(block) >> GRANULE_SHIFT;
        // Up to the granule in which the next block begins, this is the last one.
        let until = if block + 1 < heap.count {
            heap.start(block + 1) >> GRANULE_SHIFT
        } else {
            last + 1
        };
        granule = granule.max(begins);
        while granule < until {
            // SAFETY: `granule` lies between `first` and `last`.
            unsafe { *heap.granules.add((granule - first) as usize) = block };
            granule += 1;
        }
    }
}

/// Begins a mark: arrays of one `u32` a block.
#[no_mangle]
pub extern "C" fn begin(slots: u32, parents: u32, queue: u32) {
    let heap = heap();
    heap.slots = slots as *mut u32;
    heap.parents = parents as *mut u32;
    heap.queue = queue as *mut u32;
    heap.head = 0;
    heap.tail = 0;
    for block in 0..heap.count as usize {
        // SAFETY: `block` is below `count`.
        unsafe {
            *heap.slots.add(block) = 0;
            *heap.parents.add(block) = NONE;
        }
    }
}

/// A root outside memory: the value of a global, say. `slot` names it.
#[no_mangle]
pub extern "C" fn mark_value(value: u32, slot: u32) {
    heap().reach(value, slot, NONE);
}

/// A block that something outside is known to hold.
#[no_mangle]
pub extern "C" fn mark_block(block: u32, slot: u32) {
    heap().reach_block(block, slot, NONE);
}

/// Static memory; `initial` has the bytes that it had when the module was made, or is 0.
#[derive(Clone, Copy)]
struct Range {
    from: u32,
    to: u32,
    initial: u32,
}

impl Range {
    /// Words that stand there as they did at first are no addresses of blocks.
    #[inline(always)]
    fn is_as_made(&self, at: u32, word: u32) -> bool {
        // SAFETY: the host has laid out as many bytes of `initial` as there are in the range.
        self.initial != 0
            && word == unsafe { ((self.initial + (at - self.from)) as *const u32).read_unaligned() }
    }
}

/// Roots in memory, each `stride` bytes a word: see [`Range`].
#[no_mangle]
pub extern "C" fn mark_range(from: u32, to: u32, initial: u32, stride: u32) {
    let heap = heap();
    let range = Range { from, to, initial };
    let mut at = from;
    while at + 4 <= to {
        let word = heap.word(at);
        if !range.is_as_made(at, word) {
            // An address of 0 would read as "none".
            heap.reach(word, at.max(4), NONE);
        }
        at += stride;
    }
}

/// Follows the pointers of all that is queued; returns how many blocks are marked by now. They stand
/// in the queue in the order of their distance from the roots.
#[no_mangle]
pub extern "C" fn drain(stride: u32) -> u32 {
    let heap = heap();
    let is_large = heap.high - heap.low > LARGE_HEAP;
    while heap.head < heap.tail {
        // SAFETY: `head` is below `tail`, which is at most `count`.
        let block = unsafe { *heap.queue.add(heap.head as usize) };
        heap.head += 1;
        let end = heap.end(block);
        let mut at = heap.content(block);
        let is_data = is_large && end - at > LARGE_BLOCK;
        while at + 4 <= end {
            let word = heap.word(at);
            if word.wrapping_sub(heap.low) < heap.high - heap.low
                && (!is_data || heap.find_exact(word).is_some())
            {
                heap.reach(word, at, block);
            }
            at += stride;
        }
    }
    heap.tail
}

/// Of one block so many words are enough to know it as a holder; in static memory each word is its own.
const PLACES_A_HOLDER: u32 = 2;

/// Where words are that lead to some blocks. `numbers` gives each of those a number from 1 on (others 0);
/// the addresses of up to `most` words go to `places[(number - 1) * most]` and on, their count to
/// `counts[number - 1]`. `latest` has two `u32` a number.
struct Places {
    numbers: *const u32,
    counts: *mut u32,
    places: *mut u32,
    latest: *mut u32,
    most: u32,
}

impl Places {
    fn find(&self, heap: &Heap, holder: u32, range: Range) {
        let mut at = range.from;
        while at + 4 <= range.to {
            let word = heap.word(at);
            let found = if range.is_as_made(at, word) {
                None
            } else {
                heap.find(word)
            };
            if let Some(block) = found {
                // SAFETY: `block` is below `count`.
                let number = unsafe { *self.numbers.add(block as usize) };
                if number != 0 {
                    self.note(number - 1, holder, at);
                }
            }
            at += 4;
        }
    }

    fn note(&self, number: u32, holder: u32, at: u32) {
        // SAFETY: the host has made room for all numbers, and `most` places of each.
        unsafe {
            let latest = self.latest.add(2 * number as usize);
            let from_holder = latest.add(1);
            if *latest != holder {
                *latest = holder;
                *from_holder = 0;
            }
            let count = self.counts.add(number as usize);
            if *count < self.most && (holder == NONE || *from_holder < PLACES_A_HOLDER) {
                *self.places.add((number * self.most + *count) as usize) = at;
                *count += 1;
                *from_holder += 1;
            }
        }
    }
}

/// See [`Places`]: in static memory ([`Range`]) where `to` is not 0, else in all marked blocks.
#[no_mangle]
pub extern "C" fn find_places(
    from: u32,
    to: u32,
    initial: u32,
    numbers: u32,
    counts: u32,
    places: u32,
    latest: u32,
    most: u32,
) {
    let heap = heap();
    let places = Places {
        numbers: numbers as *const u32,
        counts: counts as *mut u32,
        places: places as *mut u32,
        latest: latest as *mut u32,
        most,
    };
    if to != 0 {
        places.find(heap, NONE, Range { from, to, initial });
        return;
    }
    for i in 0..heap.tail {
        // SAFETY: `i` is below `tail`.
        let block = unsafe { *heap.queue.add(i as usize) };
        let range = Range {
            from: heap.content(block),
            to: heap.end(block),
            initial: 0,
        };
        places.find(heap, block, range);
    }
}

/// How many unmarked blocks the address of stands where it is not aligned, in marked blocks and in the
/// range. Each is marked by it, so that it counts once. Of numbers too many lie within some large block.
#[no_mangle]
pub extern "C" fn count_unaligned(from: u32, to: u32, initial: u32) -> u32 {
    let heap = heap();
    let marked = heap.tail;
    let range = Range { from, to, initial };
    let mut at = from;
    while at + 4 <= to {
        let word = heap.word(at);
        if at & 3 != 0 && !range.is_as_made(at, word) {
            heap.reach_exact(word, at, NONE);
        }
        at += 1;
    }
    for i in 0..marked {
        // SAFETY: `i` is below `tail`.
        let block = unsafe { *heap.queue.add(i as usize) };
        let end = heap.end(block);
        let mut at = heap.content(block);
        while at + 4 <= end {
            if at & 3 != 0 {
                heap.reach_exact(heap.word(at), at, block);
            }
            at += 1;
        }
    }
    heap.tail - marked
}

/// For each unmarked block the number of words in unmarked blocks that are its exact address.
#[no_mangle]
pub extern "C" fn count_incoming(incoming: u32) {
    let heap = heap();
    let incoming = incoming as *mut u32;
    for block in 0..heap.count as usize {
        // SAFETY: `block` is below `count`.
        unsafe { *incoming.add(block) = 0 };
    }
    for block in 0..heap.count {
        if heap.is_marked(block) {
            continue;
        }
        let end = heap.end(block);
        let mut at = heap.content(block);
        while at + 4 <= end {
            if let Some(target) = heap.find_exact(heap.word(at)) {
                // SAFETY: `target` is below `count`.
                unsafe { *incoming.add(target as usize) += 1 };
            }
            at += 4;
        }
    }
}

/// How reference counts may be laid out: whether the block's words say, by this rule, that as many
/// references to it exist as exact pointers do.
#[inline(always)]
fn counts_itself(heap: &Heap, block: u32, incoming: u32, rule: u32) -> bool {
    let first = heap.content(block);
    let end = heap.end(block);
    let word = |i: u32| {
        let at = first + 4 * i;
        if at + 4 <= end {
            heap.word(at)
        } else {
            NONE
        }
    };
    if incoming == 0 {
        return false;
    }
    match rule {
        // `Rc` and `Arc`: strong, weak + 1; weak handles point to the block as well.
        0 => word(0) != 0 && word(1) != 0 && word(0).wrapping_add(word(1)) == incoming.wrapping_add(1),
        // libc++'s control block: the address of a virtual table, which is static; strong - 1; and weak,
        // of which the strong ones together hold one.
        1 => is_static(heap, word(0)) && word(1).wrapping_add(1) == incoming,
        2 => is_static(heap, word(0)) && word(1).wrapping_add(word(2)).wrapping_add(1) == incoming,
        // A plain count in one of the first six words.
        _ => word(rule - 3) == incoming,
    }
}

/// A linker puts nothing below this address; the heap lies behind all that is static.
const LOWEST_STATIC: u32 = 16;

fn is_static(heap: &Heap, address: u32) -> bool {
    address >= LOWEST_STATIC && address < heap.low
}

/// Rules whose count stands beside the object that it counts for, and not within.
const COUNTED_BESIDE: core::ops::RangeInclusive<u32> = 1..=2;

const RULES: u32 = 9;

#[no_mangle]
pub extern "C" fn rules() -> u32 {
    RULES
}

/// Of the blocks with `flags` set, how many count themselves by a rule. Writes to `counted` which, and what
/// they count for.
#[no_mangle]
pub extern "C" fn count_rule(rule: u32, flags: u32, incoming: u32, counted: u32) -> u32 {
    let heap = heap();
    let (flags, incoming) = (flags as *const u8, incoming as *const u32);
    let counted = counted as *mut u8;
    let mut matches = 0;
    for block in 0..heap.count as usize {
        // SAFETY: arrays of `count`.
        unsafe { *counted.add(block) = 0 };
    }
    for block in 0..heap.count {
        // SAFETY: as above.
        let (flag, incoming) =
            unsafe { (*flags.add(block as usize), *incoming.add(block as usize)) };
        if flag == 0 || !counts_itself(heap, block, incoming, rule) {
            continue;
        }
        matches += 1;
        // SAFETY: as above.
        unsafe { *counted.add(block as usize) = 1 };
        if !COUNTED_BESIDE.contains(&rule) {
            continue;
        }
        let end = heap.end(block);
        let mut at = heap.content(block);
        while at + 4 <= end {
            if let Some(target) = heap.find_exact(heap.word(at)) {
                // SAFETY: as above.
                unsafe { *counted.add(target as usize) = 1 };
            }
            at += 4;
        }
    }
    matches
}

/// Strongly connected components of the unmarked blocks over exact pointers (Tarjan, with a stack of
/// its own). Left out are those of `without`, and those that are not of `among`; each may be 0. Writes to
/// each block its component, and to `cyclic` whether it lies on a cycle. Needs five arrays of one `u32` a
/// block as `work`.
#[no_mangle]
pub extern "C" fn components(
    without: u32,
    among: u32,
    component: u32,
    cyclic: u32,
    work: u32,
) -> u32 {
    let heap = heap();
    let count = heap.count as usize;
    let (without, among) = (without as *const u8, among as *const u8);
    let (component, cyclic) = (component as *mut u32, cyclic as *mut u8);
    let order = work as *mut u32;
    // SAFETY: the host has made room for five arrays of `count`, one behind the other.
    let (lowest, pending, path, place) = unsafe {
        (order.add(count), order.add(2 * count), order.add(3 * count), order.add(4 * count))
    };
    let takes_part = |block: u32| -> bool {
        // SAFETY: `block` is below `count`.
        unsafe {
            !heap.is_marked(block)
                && (among.is_null() || *among.add(block as usize) != 0)
                && (without.is_null() || *without.add(block as usize) == 0)
        }
    };
    for block in 0..count {
        // SAFETY: as above.
        unsafe {
            *order.add(block) = 0;
            *component.add(block) = NONE;
            *cyclic.add(block) = 0;
        }
    }
    let (mut next, mut components, mut waiting) = (1, 0, 0usize);
    for root in 0..heap.count {
        // SAFETY: all indices below are block numbers, or depths that no more than `count` blocks make.
        unsafe {
            if *order.add(root as usize) != 0 || !takes_part(root) {
                continue;
            }
            let mut depth = 0usize;
            *path = root;
            *place = heap.content(root);
            *order.add(root as usize) = next;
            *lowest.add(root as usize) = next;
            next += 1;
            *pending.add(waiting) = root;
            waiting += 1;
            loop {
                let block = *path.add(depth);
                let end = heap.end(block);
                let mut at = *place.add(depth);
                let mut child = NONE;
                while at + 4 <= end {
                    let target = heap.find_exact(heap.word(at));
                    at += 4;
                    let target = match target {
                        Some(target) => target,
                        None => continue,
                    };
                    if target == block {
                        *cyclic.add(block as usize) = 1;
                    } else if *order.add(target as usize) == 0 {
                        if takes_part(target) {
                            child = target;
                            break;
                        }
                    } else if *component.add(target as usize) == NONE {
                        let seen = *order.add(target as usize);
                        if seen < *lowest.add(block as usize) {
                            *lowest.add(block as usize) = seen;
                        }
                    }
                }
                *place.add(depth) = at;
                if child != NONE {
                    depth += 1;
                    *path.add(depth) = child;
                    *place.add(depth) = heap.content(child);
                    *order.add(child as usize) = next;
                    *lowest.add(child as usize) = next;
                    next += 1;
                    *pending.add(waiting) = child;
                    waiting += 1;
                    continue;
                }
                let low = *lowest.add(block as usize);
                if low == *order.add(block as usize) {
                    let alone = *pending.add(waiting - 1) == block;
                    loop {
                        waiting -= 1;
                        let member = *pending.add(waiting);
                        *component.add(member as usize) = components;
                        if !alone {
                            *cyclic.add(member as usize) = 1;
                        }
                        if member == block {
                            break;
                        }
                    }
                    components += 1;
                }
                if depth == 0 {
                    break;
                }
                depth -= 1;
                let above = *path.add(depth);
                if low < *lowest.add(above as usize) {
                    *lowest.add(above as usize) = low;
                }
            }
        }
    }
    components
}

/// Whether another component leads into one: those are lost indirectly. `led` has a byte a component.
#[no_mangle]
pub extern "C" fn mark_indirect(component: u32, led: u32) {
    let heap = heap();
    let (component, led) = (component as *const u32, led as *mut u8);
    for block in 0..heap.count {
        if heap.is_marked(block) {
            continue;
        }
        let end = heap.end(block);
        let mut at = heap.content(block);
        while at + 4 <= end {
            if let Some(target) = heap.find(heap.word(at)) {
                // SAFETY: block numbers and component numbers index arrays made for them.
                unsafe {
                    let (from, to) =
                        (*component.add(block as usize), *component.add(target as usize));
                    if to != NONE && to != from {
                        *led.add(to as usize) = 1;
                    }
                }
            }
            at += 4;
        }
    }
}

/// Sets the flag of every unmarked block that one with a flag leads to. `queue` has a `u32` a block.
#[no_mangle]
pub extern "C" fn spread(flags: u32, queue: u32) {
    let heap = heap();
    let (flags, queue) = (flags as *mut u8, queue as *mut u32);
    let (mut head, mut tail) = (0usize, 0usize);
    for block in 0..heap.count {
        // SAFETY: each block is queued once.
        unsafe {
            if *flags.add(block as usize) != 0 {
                *queue.add(tail) = block;
                tail += 1;
            }
        }
    }
    while head < tail {
        // SAFETY: as above.
        let block = unsafe { *queue.add(head) };
        head += 1;
        let end = heap.end(block);
        let mut at = heap.content(block);
        while at + 4 <= end {
            if let Some(target) = heap.find(heap.word(at)) {
                // SAFETY: as above.
                unsafe {
                    if !heap.is_marked(target) && *flags.add(target as usize) == 0 {
                        *flags.add(target as usize) = 1;
                        *queue.add(tail) = target;
                        tail += 1;
                    }
                }
            }
            at += 4;
        }
    }
}
