//! Leaks by entries that are only ever added.
#[macro_use]
mod corpus;
use corpus::keep;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, LinkedList, VecDeque};

programs!(
    map_of_numbers, map_of_buffers, tree_map, set_of_numbers, linked_list, own_list, trie, large_values,
    interner, rare_entries, evicts_the_order_alone, memo_of_pairs, removes_every_other, chains,
    map_under_sawtooth, map_late, tree_set, map_of_strings,
);

#[inline(never)]
fn put_number(map: &mut HashMap<u32, u32>, index: u32) {
    map.insert(index.wrapping_mul(2654435761), index);
}

fn map_of_numbers(index: u32) {
    put_number(state!(HashMap<u32, u32>, HashMap::new()), index);
}

#[inline(never)]
fn put_buffer(map: &mut HashMap<String, Vec<u8>>, index: u32) {
    map.insert(format!("key {index}"), vec![1; 80]);
}

fn map_of_buffers(index: u32) {
    put_buffer(state!(HashMap<String, Vec<u8>>, HashMap::new()), index);
}

#[inline(never)]
fn put_in_tree(map: &mut BTreeMap<u64, [u8; 16]>, index: u32) {
    map.insert(u64::from(index.wrapping_mul(2654435761)), [1; 16]);
}

fn tree_map(index: u32) {
    put_in_tree(state!(BTreeMap<u64, [u8; 16]>, BTreeMap::new()), index);
}

#[inline(never)]
fn add_to_set(set: &mut HashSet<u64>, index: u32) {
    set.insert(u64::from(index) * 7919);
}

fn set_of_numbers(index: u32) {
    add_to_set(state!(HashSet<u64>, HashSet::new()), index);
}

#[inline(never)]
fn append_to_list(list: &mut LinkedList<u64>, index: u32) {
    list.push_back(index.into());
}

fn linked_list(index: u32) {
    append_to_list(state!(LinkedList<u64>, LinkedList::new()), index);
}

struct Cell {
    next: Option<Box<Cell>>,
    value: u64,
}

#[inline(never)]
fn new_cell(next: Option<Box<Cell>>, index: u32) -> Box<Cell> {
    Box::new(Cell { next, value: index.into() })
}

fn own_list(index: u32) {
    let head = state!(Option<Box<Cell>>, None);
    let cell = new_cell(head.take(), index);
    keep(&(cell.value, cell.next.is_some()));
    *head = Some(cell);
}

#[derive(Default)]
struct Trie {
    children: [Option<Box<Trie>>; 4],
}

#[inline(never)]
fn new_trie() -> Box<Trie> {
    Box::new(Trie::default())
}

fn trie(index: u32) {
    let mut at = state!(Box<Trie>, new_trie());
    let key = index.wrapping_mul(2654435761);
    for level in 0..10 {
        at = at.children[(key >> (2 * level)) as usize & 3].get_or_insert_with(new_trie);
    }
}

#[inline(never)]
fn put_large(map: &mut HashMap<u32, Box<[u8; 512]>>, index: u32) {
    map.insert(index, Box::new([5; 512]));
}

fn large_values(index: u32) {
    put_large(state!(HashMap<u32, Box<[u8; 512]>>, HashMap::new()), index);
}

#[derive(Default)]
struct Interner {
    numbers: HashMap<String, u32>,
    names: Vec<String>,
}

#[inline(never)]
fn intern(interner: &mut Interner, name: String) -> u32 {
    if let Some(number) = interner.numbers.get(&name) {
        return *number;
    }
    let number = interner.names.len() as u32;
    interner.names.push(name.clone());
    interner.numbers.insert(name, number);
    number
}

fn interner(index: u32) {
    keep(&intern(state!(Interner, Interner::default()), format!("symbol {index}")));
}

fn rare_entries(index: u32) {
    let map = state!(HashMap<String, Vec<u8>>, HashMap::new());
    if index % 10 == 0 {
        put_buffer(map, index);
    } else {
        keep(&map.get("none").is_some());
    }
}

#[derive(Default)]
struct Lru {
    values: HashMap<u32, Vec<u8>>,
    order: VecDeque<u32>,
}

#[inline(never)]
fn put_in_lru(lru: &mut Lru, index: u32) {
    lru.values.insert(index, vec![1; 64]);
    lru.order.push_back(index);
    // The bug: the value stays.
    if lru.order.len() > 100 {
        lru.order.pop_front();
    }
}

fn evicts_the_order_alone(index: u32) {
    put_in_lru(state!(Lru, Lru::default()), index);
}

#[inline(never)]
fn remember(memo: &mut BTreeMap<(u32, u32), u64>, index: u32) -> u64 {
    *memo.entry((index, index % 7)).or_insert_with(|| u64::from(index) * 3)
}

fn memo_of_pairs(index: u32) {
    keep(&remember(state!(BTreeMap<(u32, u32), u64>, BTreeMap::new()), index));
}

struct Session {
    user: String,
    token: [u8; 32],
}

#[inline(never)]
fn open_session(sessions: &mut HashMap<u32, Session>, index: u32) {
    let session = Session { user: format!("user {index}"), token: [index as u8; 32] };
    keep(&(session.user.len(), session.token[0]));
    sessions.insert(index, session);
}

fn removes_every_other(index: u32) {
    let sessions = state!(HashMap<u32, Session>, HashMap::new());
    open_session(sessions, index);
    if index % 2 == 0 {
        sessions.remove(&index);
    }
}

#[inline(never)]
fn chain(heads: &mut [Option<Box<Cell>>; 64], index: u32) {
    let head = &mut heads[(index.wrapping_mul(2654435761) >> 26) as usize];
    *head = Some(new_cell(head.take(), index));
}

fn chains(index: u32) {
    const NONE: Option<Box<Cell>> = None;
    static mut HEADS: [Option<Box<Cell>>; 64] = [NONE; 64];
    // SAFETY: one thread.
    chain(unsafe { &mut *std::ptr::addr_of_mut!(HEADS) }, index);
}

fn map_under_sawtooth(index: u32) {
    let queue = state!(Vec<Vec<u8>>, Vec::new());
    queue.push(vec![2; 90]);
    if queue.len() == 300 {
        queue.clear();
    }
    put_buffer(state!(HashMap<String, Vec<u8>>, HashMap::new()), index);
}

fn map_late(index: u32) {
    if index >= 300 {
        put_buffer(state!(HashMap<String, Vec<u8>>, HashMap::new()), index);
    }
}

#[inline(never)]
fn add_to_tree(set: &mut BTreeSet<String>, index: u32) {
    set.insert(format!("name {}", index.wrapping_mul(2654435761)));
}

fn tree_set(index: u32) {
    add_to_tree(state!(BTreeSet<String>, BTreeSet::new()), index);
}

#[inline(never)]
fn put_string(map: &mut HashMap<u32, String>, index: u32) {
    map.insert(index, format!("value of {index}"));
}

fn map_of_strings(index: u32) {
    put_string(state!(HashMap<u32, String>, HashMap::new()), index);
}
