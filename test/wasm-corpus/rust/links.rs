//! Structures made of raw addresses: packed, tagged, into the middle of a block, in both directions.

#[macro_use]
mod parts;

use parts::{mix, observe, text, Held};
use std::ptr::null_mut;

programs! {
    headless_list rootless_tree tagged_slots_lost packed_payload_lost lost_field endless_chain
    unlinked_nodes lost_ring_of_pointers skip_list_of_all tail_only
    freed_both_ways intrusive_queue skip_list_of_256 tagged_slots interior_handles packed_records
    threaded_free_list parent_links splay_like_tree freed_ring
}

struct Item {
    value: usize,
    next: *mut Item,
    back: *mut Item,
}

#[inline(always)]
fn item(value: usize, next: *mut Item) -> *mut Item {
    let made = Box::into_raw(Box::new(Item { value, next, back: null_mut() }));
    // SAFETY: just made.
    unsafe { observe(&(*made).value) }
    made
}

/// SAFETY: of a pointer that `item` gave, once.
unsafe fn free_item(at: *mut Item) {
    drop(Box::from_raw(at));
}

#[inline(never)]
fn build_list(length: usize) -> *mut Item {
    let mut head = null_mut();
    for value in 0..length {
        head = item(value, head);
    }
    head
}

fn headless_list(_: usize) {
    build_list(4);
}

#[inline(never)]
fn build_tree(depth: usize, value: usize) -> *mut Item {
    if depth == 0 {
        return null_mut();
    }
    let node = item(value, build_tree(depth - 1, 2 * value));
    // SAFETY: just made.
    unsafe { (*node).back = build_tree(depth - 1, 2 * value + 1) }
    node
}

/// SAFETY: of a tree that `build_tree` gave, once.
unsafe fn free_tree(node: *mut Item) {
    if !node.is_null() {
        free_tree((*node).next);
        free_tree((*node).back);
        free_item(node);
    }
}

/// Seven nodes, six of which another one holds.
fn rootless_tree(operation: usize) {
    let tree = build_tree(3, 1);
    if operation % 4 != 2 {
        // SAFETY: it is whole, and used no more.
        unsafe { free_tree(tree) }
    }
}

const TAG: usize = 1;

/// Addresses whose low bit says of what kind the block is.
#[inline(never)]
fn fill_tagged_slot(slots: &mut [usize], operation: usize) -> usize {
    let made = Box::into_raw(Box::new([operation; 7])) as usize;
    // SAFETY: just made.
    unsafe { observe(&*(made as *const usize)) }
    std::mem::replace(&mut slots[operation % slots.len()], made | (operation & TAG))
}

fn free_tagged(slot: usize) {
    if slot != 0 {
        // SAFETY: what `fill_tagged_slot` put there, without its tag; callers pass each once.
        unsafe { drop(Box::from_raw((slot & !TAG) as *mut [usize; 7])) }
    }
}

/// Of ten blocks that make room, one is not freed.
fn tagged_slots_lost(operation: usize) {
    static SLOTS: Held<[usize; 90]> = Held::new([0; 90]);
    let replaced = fill_tagged_slot(SLOTS.get(), operation);
    if operation % 10 != 4 {
        free_tagged(replaced);
    }
}

#[repr(C, packed)]
#[derive(Clone, Copy)]
struct Record {
    kind: u8,
    payload: *mut [u8; 36],
    length: u16,
}

const NO_RECORD: Record = Record { kind: 0, payload: null_mut(), length: 0 };

/// The address of the payload lies in the record at an odd offset.
#[inline(never)]
fn make_record(operation: usize) -> Record {
    let payload = Box::into_raw(Box::new([operation as u8; 36]));
    // SAFETY: just made.
    unsafe { observe(&*payload) }
    Record { kind: 1, payload, length: 36 }
}

/// SAFETY: of a record whose payload is not freed yet.
unsafe fn free_record(record: Record) {
    let Record { kind, payload, length } = record;
    observe(&(u16::from(kind) + length));
    if !payload.is_null() {
        drop(Box::from_raw(payload));
    }
}

/// Only records of an even number are freed with what they point to.
fn packed_payload_lost(operation: usize) {
    static RECORDS: Held<[Record; 32]> = Held::new([NO_RECORD; 32]);
    let slot = &mut RECORDS.get()[operation % 32];
    let replaced = std::mem::replace(slot, make_record(operation));
    if operation % 2 == 0 {
        // SAFETY: nobody has it any more.
        unsafe { free_record(replaced) }
    }
}

struct Message {
    id: usize,
    header: *mut [u32; 4],
    body: Option<String>,
}

#[inline(never)]
fn compose(operation: usize) -> Box<Message> {
    let header = Box::into_raw(Box::new([operation as u32; 4]));
    Box::new(Message { id: operation, header, body: Some(text(operation, 28)) })
}

/// The message and its body are freed; its header, which it holds by a raw address, is not.
fn lost_field(operation: usize) {
    let message = compose(operation);
    // SAFETY: it is alive.
    unsafe { observe(&(*message.header)[1]) }
    observe(&message.id);
    observe(&message.body.is_some());
}

#[inline(never)]
fn lengthen_chain(operation: usize) {
    static LAST: Held<usize> = Held::new(0);
    let last = *LAST.get() as *mut Item;
    *LAST.get() = item(operation, last) as usize;
}

fn endless_chain(operation: usize) {
    lengthen_chain(operation);
}

/// Taken out of the list, and not freed: a tenth of all.
#[inline(never)]
fn append_to_queue(queue: &mut (usize, usize, usize), operation: usize) {
    let made = item(operation, null_mut());
    let (head, tail, length) = queue;
    if *length == 0 {
        *head = made as usize;
    } else {
        // SAFETY: the list's last is alive.
        unsafe { (*(*tail as *mut Item)).next = made }
    }
    *tail = made as usize;
    *length += 1;
}

fn take_from_queue(queue: &mut (usize, usize, usize)) -> *mut Item {
    let first = queue.0 as *mut Item;
    // SAFETY: callers know that it is not empty.
    queue.0 = unsafe { (*first).next } as usize;
    queue.2 -= 1;
    first
}

fn unlinked_nodes(operation: usize) {
    static QUEUE: Held<(usize, usize, usize)> = Held::new((0, 0, 0));
    append_to_queue(QUEUE.get(), operation);
    if QUEUE.get().2 > 40 {
        let taken = take_from_queue(QUEUE.get());
        // SAFETY: it is out of the list.
        unsafe {
            (*taken).next = null_mut();
            if operation % 10 != 0 {
                free_item(taken);
            }
        }
    }
}

/// A ring of bare pointers: lost as a whole, and no count keeps it up.
#[inline(never)]
fn build_ring(length: usize) -> *mut Item {
    let first = item(0, null_mut());
    let mut last = first;
    for value in 1..length {
        let next = item(value, null_mut());
        // SAFETY: all of the ring is alive.
        unsafe {
            (*last).next = next;
            (*next).back = last;
        }
        last = next;
    }
    // SAFETY: as above.
    unsafe {
        (*last).next = first;
        (*first).back = last;
    }
    first
}

fn lost_ring_of_pointers(operation: usize) {
    build_ring(3 + operation % 3);
}

const LEVELS: usize = 8;

struct Tower {
    key: usize,
    next: [*mut Tower; LEVELS],
}

#[inline(never)]
fn insert_tower(head: &mut [usize; LEVELS], key: usize) -> bool {
    let mut before: [*mut *mut Tower; LEVELS] = [null_mut(); LEVELS];
    let mut links = head.as_mut_ptr() as *mut *mut Tower;
    // SAFETY: `head` and each tower's `next` hold towers that are alive, or null.
    unsafe {
        for level in (0..LEVELS).rev() {
            loop {
                let next = *links.add(level);
                if next.is_null() || (*next).key >= key {
                    break;
                }
                links = (*next).next.as_mut_ptr();
            }
            before[level] = links.add(level);
        }
        let found = *before[0];
        if !found.is_null() && (*found).key == key {
            return false;
        }
        let tower = Box::into_raw(Box::new(Tower { key, next: [null_mut(); LEVELS] }));
        let height = 1 + mix(key).trailing_ones() as usize % LEVELS;
        for level in 0..height {
            (*tower).next[level] = *before[level];
            *before[level] = tower;
        }
        observe(&(*tower).key);
    }
    true
}

/// Each tower points to those behind it, one by many addresses.
fn skip_list_of_all(operation: usize) {
    static HEAD: Held<[usize; LEVELS]> = Held::new([0; LEVELS]);
    observe(&insert_tower(HEAD.get(), mix(operation)));
}

/// The queue is held by its last alone, which points at none: what waits in front of it is lost.
#[inline(never)]
fn replace_tail(operation: usize) {
    static TAIL: Held<usize> = Held::new(0);
    let tail = *TAIL.get() as *mut Item;
    let made = item(operation, null_mut());
    if !tail.is_null() {
        // SAFETY: the latest is alive.
        unsafe { (*tail).next = made }
    }
    *TAIL.get() = made as usize;
}

fn tail_only(operation: usize) {
    replace_tail(operation);
}

fn freed_both_ways(operation: usize) {
    let first = build_ring(2 + operation % 20);
    // SAFETY: each of the ring is freed once, and its neighbours are read before.
    unsafe {
        let last = (*first).back;
        (*last).next = null_mut();
        let mut at = first;
        while !at.is_null() {
            let next = (*at).next;
            free_item(at);
            at = next;
        }
    }
}

/// Filled for seventy operations, and then emptied at once.
fn intrusive_queue(operation: usize) {
    static QUEUE: Held<(usize, usize, usize)> = Held::new((0, 0, 0));
    append_to_queue(QUEUE.get(), operation);
    if QUEUE.get().2 == 70 {
        while QUEUE.get().2 > 0 {
            let taken = take_from_queue(QUEUE.get());
            // SAFETY: it is out of the list.
            unsafe { free_item(taken) }
        }
    }
}

/// Every one of 256 keys is met within as many operations.
fn skip_list_of_256(operation: usize) {
    static HEAD: Held<[usize; LEVELS]> = Held::new([0; LEVELS]);
    observe(&insert_tower(HEAD.get(), operation * 91 % 256));
}

fn tagged_slots(operation: usize) {
    static SLOTS: Held<[usize; 128]> = Held::new([0; 128]);
    free_tagged(fill_tagged_slot(SLOTS.get(), operation));
}

struct Framed {
    magic: u32,
    length: u32,
    body: [u8; 56],
}

/// The table knows bodies only: eight bytes into their blocks.
fn interior_handles(operation: usize) {
    static BODIES: Held<[usize; 100]> = Held::new([0; 100]);
    let made = Box::into_raw(Box::new(Framed { magic: 7, length: 56, body: [1; 56] }));
    // SAFETY: a body of the table lies 8 bytes into a `Framed` that only the table knows.
    unsafe {
        observe(&((*made).magic + (*made).length));
        let body = std::ptr::addr_of_mut!((*made).body) as usize;
        let replaced = std::mem::replace(&mut BODIES.get()[operation % 100], body);
        if replaced != 0 {
            drop(Box::from_raw((replaced - 8) as *mut Framed));
        }
    }
}

fn packed_records(operation: usize) {
    static RECORDS: Held<[Record; 64]> = Held::new([NO_RECORD; 64]);
    let slot = &mut RECORDS.get()[operation % 64];
    let replaced = std::mem::replace(slot, make_record(operation));
    // SAFETY: nobody has it any more.
    unsafe { free_record(replaced) }
}

/// Freed items wait in a list of their own and are used again: 150 at most are out at once.
fn threaded_free_list(operation: usize) {
    static FREE: Held<usize> = Held::new(0);
    static OUT: Held<Vec<usize>> = Held::new(Vec::new());
    let out = OUT.get();
    for value in 0..3 {
        let reused = *FREE.get() as *mut Item;
        let taken = if reused.is_null() {
            item(value, null_mut())
        } else {
            // SAFETY: an item of the free list is alive and nobody's.
            *FREE.get() = unsafe { (*reused).next } as usize;
            reused
        };
        out.push(taken as usize);
    }
    if out.len() >= 150 || operation % 31 == 0 {
        for returned in out.drain(..) {
            let returned = returned as *mut Item;
            // SAFETY: as above.
            unsafe { (*returned).next = *FREE.get() as *mut Item }
            *FREE.get() = returned as usize;
        }
    }
}

/// Trees whose nodes point up as well; 40 of them are kept.
fn parent_links(operation: usize) {
    struct Member {
        parent: *mut Member,
        children: Vec<*mut Member>,
    }
    static TREES: Held<[usize; 40]> = Held::new([0; 40]);
    let root = Box::into_raw(Box::new(Member { parent: null_mut(), children: Vec::new() }));
    // SAFETY: a tree's members are alive until its root makes room, and are then freed once.
    unsafe {
        for _ in 0..1 + mix(operation % 40) % 5 {
            let child = Box::into_raw(Box::new(Member { parent: root, children: Vec::new() }));
            (*root).children.push(child);
        }
        let old = std::mem::replace(&mut TREES.get()[operation % 40], root as usize) as *mut Member;
        if !old.is_null() {
            for child in (*old).children.drain(..) {
                observe(&((*child).parent as usize == old as usize));
                drop(Box::from_raw(child));
            }
            drop(Box::from_raw(old));
        }
    }
}

/// Grows by a tree of 63 nodes for every 30th operation, up to eight, and then replaces the oldest.
fn splay_like_tree(operation: usize) {
    static TREES: Held<[usize; 8]> = Held::new([0; 8]);
    if operation % 30 == 0 {
        let made = build_tree(6, 1) as usize;
        let old = std::mem::replace(&mut TREES.get()[operation / 30 % 8], made);
        // SAFETY: it is whole, and used no more.
        unsafe { free_tree(old as *mut Item) }
    }
    let small = build_tree(2, operation);
    // SAFETY: as above.
    unsafe { free_tree(small) }
}

fn freed_ring(operation: usize) {
    let first = build_ring(50);
    observe(&operation);
    // SAFETY: each of the fifty is freed once.
    unsafe {
        let mut at = first;
        for _ in 0..50 {
            let next = (*at).next;
            free_item(at);
            at = next;
        }
    }
}
