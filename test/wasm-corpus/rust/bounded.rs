//! Programs that resemble leaks and are none: what they hold is bounded.
#[macro_use]
mod corpus;
use corpus::keep;
use std::cell::RefCell;
use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet, VecDeque};
use std::rc::{Rc, Weak};

programs!(
    fills_to_100, fills_to_800, fifo_of_300, lru_of_200, arena_reset, arena_dropped, sawtooth_50,
    sawtooth_300, sawtooth_700, object_pool, slab, leaks_once, lazy_table, weak_list, weak_parents,
    graph_dropped, list_freed, ring_buffer, interner_saturates, memo_of_97, vec_cleared, vec_shrunk,
    insert_and_remove, tree_window, string_builder, buffer_pool, generations, cycle_broken, closures,
    trait_objects, stack_of_calls, packed_pointers, tagged_pointers, interior_pointers, top_ten,
    traversal, splitting, sorting, large_temporary, grows_and_shrinks, hash_set_drained, two_caches,
    registry_with_removal, ring_of_buffers, copy_on_write, skip_list, batches, rehashing,
);

fn fills_to_100(index: u32) {
    state!(HashMap<u32, Vec<u8>>, HashMap::new()).entry(index % 100).or_insert_with(|| vec![1; 64]);
}

fn fills_to_800(index: u32) {
    state!(HashMap<u32, Vec<u8>>, HashMap::new()).entry(index % 800).or_insert_with(|| vec![1; 64]);
}

fn fifo_of_300(index: u32) {
    let queue = state!(VecDeque<String>, VecDeque::new());
    queue.push_back(format!("entry {index}"));
    if queue.len() > 300 {
        queue.pop_front();
    }
}

fn lru_of_200(index: u32) {
    let map = state!(HashMap<u32, (u32, Vec<u8>)>, HashMap::new());
    let key = index.wrapping_mul(2654435761) >> 22;
    map.insert(key, (index, vec![1; 48]));
    if map.len() > 200 {
        let oldest = *map.iter().min_by_key(|(_, (at, _))| *at).unwrap().0;
        map.remove(&oldest);
    }
}

fn arena_reset(index: u32) {
    let arena = state!(Vec<Box<[u32; 10]>>, Vec::new());
    arena.push(Box::new([index; 10]));
    if index % 64 == 63 {
        arena.clear();
    }
}

fn arena_dropped(index: u32) {
    let mut arena: Vec<Box<[u32; 10]>> = Vec::new();
    for _ in 0..20 {
        arena.push(Box::new([index; 10]));
    }
    keep(&arena.len());
}

fn sawtooth(queue: &mut Vec<Vec<u8>>, length: usize) {
    queue.push(vec![1; 72]);
    if queue.len() >= length {
        queue.clear();
    }
}

fn sawtooth_50(_: u32) {
    sawtooth(state!(Vec<Vec<u8>>, Vec::new()), 50);
}

fn sawtooth_300(_: u32) {
    sawtooth(state!(Vec<Vec<u8>>, Vec::new()), 300);
}

fn sawtooth_700(_: u32) {
    sawtooth(state!(Vec<Vec<u8>>, Vec::new()), 700);
}

fn object_pool(index: u32) {
    let pool = state!(Vec<Box<[u8; 256]>>, Vec::new());
    let mut taken: Vec<Box<[u8; 256]>> = Vec::new();
    for _ in 0..index % 12 {
        taken.push(pool.pop().unwrap_or_else(|| Box::new([0; 256])));
    }
    pool.append(&mut taken);
}

fn slab(index: u32) {
    let slab = state!((Vec<Option<String>>, Vec<usize>), (Vec::new(), Vec::new()));
    let at = slab.1.pop().unwrap_or_else(|| {
        slab.0.push(None);
        slab.0.len() - 1
    });
    slab.0[at] = Some(format!("item {index}"));
    let other = (index as usize * 7) % slab.0.len();
    if slab.0.len() > 150 || index % 2 == 0 {
        if slab.0[other].take().is_some() {
            slab.1.push(other);
        }
    }
    if slab.0.len() > 400 {
        slab.0.clear();
        slab.1.clear();
    }
}

fn leaks_once(index: u32) {
    let table = state!(&'static [u32], Box::leak(vec![1u32; 500].into_boxed_slice()));
    keep(&table[index as usize % 500]);
}

fn lazy_table(index: u32) {
    let table = state!(Vec<Option<Box<[u8; 40]>>>, (0..256).map(|_| None).collect());
    table[index.wrapping_mul(31) as usize % 256].get_or_insert_with(|| Box::new([1; 40]));
}

fn weak_list(index: u32) {
    let list = state!((Vec<Weak<u32>>, Vec<Rc<u32>>), (Vec::new(), Vec::new()));
    let value = Rc::new(index);
    list.0.push(Rc::downgrade(&value));
    list.1.push(value);
    if list.1.len() > 20 {
        list.1.remove(0);
    }
    if index % 100 == 0 {
        list.0.retain(|weak| weak.upgrade().is_some());
    }
}

struct Branch {
    parent: RefCell<Weak<Branch>>,
    children: RefCell<Vec<Rc<Branch>>>,
}

fn new_branch() -> Rc<Branch> {
    Rc::new(Branch { parent: RefCell::new(Weak::new()), children: RefCell::new(Vec::new()) })
}

fn weak_parents(_: u32) {
    let root = new_branch();
    for _ in 0..3 {
        let child = new_branch();
        *child.parent.borrow_mut() = Rc::downgrade(&root);
        root.children.borrow_mut().push(child);
    }
    keep(&root.children.borrow()[0].parent.borrow().upgrade().is_some());
}

fn graph_dropped(_: u32) {
    let nodes: Vec<Rc<Branch>> = (0..6).map(|_| new_branch()).collect();
    for pair in nodes.windows(2) {
        pair[0].children.borrow_mut().push(pair[1].clone());
    }
}

struct Link {
    next: *mut Link,
    back: *mut Link,
    value: u32,
}

fn list_freed(index: u32) {
    let mut head: *mut Link = std::ptr::null_mut();
    for _ in 0..5 {
        let link =
            Box::into_raw(Box::new(Link { next: head, back: std::ptr::null_mut(), value: index }));
        if !head.is_null() {
            // SAFETY: it was made in the turn before.
            unsafe { (*head).back = link };
        }
        head = link;
    }
    while !head.is_null() {
        // SAFETY: each was made above, and is taken once.
        let link = unsafe { Box::from_raw(head) };
        keep(&(link.value, link.back.is_null()));
        head = link.next;
    }
}

fn ring_buffer(index: u32) {
    let ring = state!(Vec<Vec<u8>>, vec![Vec::new(); 128]);
    ring[index as usize % 128] = vec![1; 16 + index as usize % 50];
}

fn interner_saturates(index: u32) {
    let names = state!(HashMap<String, u32>, HashMap::new());
    let next = names.len() as u32;
    names.entry(format!("symbol {}", index % 500)).or_insert(next);
}

fn memo_of_97(index: u32) {
    let memo = state!(BTreeMap<u32, String>, BTreeMap::new());
    keep(&memo.entry(index % 97).or_insert_with(|| index.to_string()).len());
}

fn vec_cleared(index: u32) {
    let list = state!(Vec<u64>, Vec::new());
    list.extend((0..index % 200).map(u64::from));
    list.clear();
}

fn vec_shrunk(index: u32) {
    let list = state!(Vec<u64>, Vec::new());
    list.push(index.into());
    if list.len() >= 120 {
        list.clear();
        list.shrink_to_fit();
    }
}

fn insert_and_remove(index: u32) {
    let map = state!(HashMap<u32, String>, HashMap::new());
    map.insert(index, format!("value {index}"));
    map.remove(&index.wrapping_sub(30));
}

fn tree_window(index: u32) {
    let tree = state!(BTreeMap<u32, [u8; 20]>, BTreeMap::new());
    tree.insert(index, [1; 20]);
    if index >= 250 {
        tree.remove(&(index - 250));
    }
}

fn string_builder(index: u32) {
    let mut text = String::new();
    for i in 0..index % 60 {
        text.push_str(&i.to_string());
    }
    keep(&text.len());
}

fn buffer_pool(index: u32) {
    let pool = state!(Vec<Vec<u8>>, Vec::new());
    let mut buffer = pool.pop().unwrap_or_default();
    buffer.clear();
    buffer.resize(64 + index as usize % 400, 1);
    pool.push(buffer);
    if index % 5 == 0 && pool.len() < 16 {
        pool.push(Vec::with_capacity(100));
    }
}

fn generations(index: u32) {
    let two = state!([Vec<Box<u64>>; 2], [Vec::new(), Vec::new()]);
    two[0].push(Box::new(index.into()));
    if two[0].len() >= 90 {
        let young = std::mem::take(&mut two[0]);
        two[1] = young;
    }
}

struct Ring {
    next: RefCell<Option<Rc<Ring>>>,
}

fn cycle_broken(_: u32) {
    let (a, b) = (Rc::new(Ring { next: RefCell::new(None) }), Rc::new(Ring { next: RefCell::new(None) }));
    *a.next.borrow_mut() = Some(b.clone());
    *b.next.borrow_mut() = Some(a.clone());
    a.next.borrow_mut().take();
}

fn closures(index: u32) {
    let text = format!("captured {index}");
    let closure: Box<dyn Fn() -> usize> = Box::new(move || text.len());
    keep(&closure());
}

fn trait_objects(index: u32) {
    let shapes: Vec<Box<dyn Fn(u32) -> u32>> =
        vec![Box::new(|x| x + 1), Box::new(move |x| x * index.wrapping_add(2))];
    keep(&shapes.iter().fold(0, |sum: u32, shape| sum.wrapping_add(shape(3))));
}

fn stack_of_calls(index: u32) {
    let stack = state!(RefCell<Vec<String>>, RefCell::new(Vec::new()));
    for depth in 0..index % 30 {
        stack.borrow_mut().push(format!("frame {depth}"));
    }
    while stack.borrow_mut().pop().is_some() {}
}

#[repr(C, packed)]
struct Packed {
    tag: u8,
    block: *mut [u64; 4],
}

fn packed_pointers(index: u32) {
    let slots = state!(VecDeque<Packed>, VecDeque::new());
    slots.push_back(Packed { tag: 1, block: Box::into_raw(Box::new([index.into(); 4])) });
    if slots.len() > 60 {
        let oldest = slots.pop_front().unwrap();
        keep(&{ oldest.tag });
        // SAFETY: it was made by a Box, and is taken out once.
        drop(unsafe { Box::from_raw(oldest.block) });
    }
}

fn tagged_pointers(index: u32) {
    let slots = state!(VecDeque<usize>, VecDeque::new());
    slots.push_back(Box::into_raw(Box::new([index; 6])) as usize | 1);
    if slots.len() > 60 {
        let oldest = slots.pop_front().unwrap() & !1;
        // SAFETY: as above, without its tag.
        drop(unsafe { Box::from_raw(oldest as *mut [u32; 6]) });
    }
}

fn interior_pointers(index: u32) {
    let slots = state!(VecDeque<*mut u32>, VecDeque::new());
    let block = Box::into_raw(Box::new([index; 8])) as *mut u32;
    // SAFETY: within the block.
    slots.push_back(unsafe { block.add(5) });
    if slots.len() > 80 {
        let oldest = slots.pop_front().unwrap();
        // SAFETY: back to where it begins.
        drop(unsafe { Box::from_raw(oldest.sub(5) as *mut [u32; 8]) });
    }
}

fn top_ten(index: u32) {
    let heap = state!(BinaryHeap<(u32, String)>, BinaryHeap::new());
    heap.push((index.wrapping_mul(2654435761), format!("score {index}")));
    if heap.len() > 10 {
        heap.pop();
    }
}

fn traversal(index: u32) {
    let mut queue = VecDeque::from([index % 50]);
    let mut seen = HashSet::new();
    while let Some(at) = queue.pop_front() {
        if seen.len() < 40 && seen.insert(at) {
            queue.push_back((at * 3 + 1) % 200);
            queue.push_back((at * 5 + 2) % 200);
        }
    }
    keep(&seen.len());
}

fn splitting(index: u32) {
    let text = format!("a,b,{index},d,e");
    let parts: Vec<String> = text.split(',').map(str::to_string).collect();
    keep(&parts.len());
}

fn sorting(index: u32) {
    let mut list: Vec<u32> = (0..100).map(|i: u32| i.wrapping_mul(index | 1)).collect();
    list.sort();
    keep(&list[50]);
}

fn large_temporary(index: u32) {
    if index % 40 == 0 {
        keep(&vec![1u8; 200_000]);
    }
    keep(&vec![1u8; 100]);
}

fn grows_and_shrinks(index: u32) {
    let list = state!(Vec<String>, Vec::new());
    if index / 128 % 2 == 0 {
        list.push(format!("entry {index}"));
    } else {
        list.pop();
    }
}

fn hash_set_drained(index: u32) {
    let set = state!(HashSet<u64>, HashSet::new());
    set.insert(u64::from(index) * 31);
    if set.len() >= 200 {
        keep(&set.drain().count());
    }
}

fn two_caches(index: u32) {
    let young = state!(HashMap<u32, String>, HashMap::new());
    let old = state!(HashMap<u32, String>, HashMap::new());
    young.insert(index, format!("value {index}"));
    if young.len() >= 150 {
        *old = std::mem::take(young);
    }
}

fn registry_with_removal(index: u32) {
    let registry = state!(BTreeMap<u32, Box<dyn Fn() -> u32>>, BTreeMap::new());
    registry.insert(index, Box::new(move || index));
    if let Some(old) = registry.remove(&index.wrapping_sub(12)) {
        keep(&old());
    }
}

fn ring_of_buffers(index: u32) {
    let ring = state!(VecDeque<Box<[u8; 300]>>, VecDeque::new());
    let mut buffer = if ring.len() >= 64 { ring.pop_front().unwrap() } else { Box::new([0; 300]) };
    buffer[0] = index as u8;
    ring.push_back(buffer);
}

fn copy_on_write(index: u32) {
    let shared = state!(Rc<Vec<u32>>, Rc::new(vec![0; 64]));
    let reader = shared.clone();
    Rc::make_mut(shared)[index as usize % 64] = index;
    keep(&reader[0]);
}

struct Level {
    next: Vec<Option<usize>>,
    key: u32,
}

fn skip_list(index: u32) {
    let nodes = state!(VecDeque<Level>, VecDeque::new());
    let height = 1 + (index.wrapping_mul(2654435761).leading_zeros() as usize).min(6);
    nodes.push_back(Level { next: vec![None; height], key: index });
    if nodes.len() > 180 {
        let gone = nodes.pop_front().unwrap();
        keep(&(gone.key, gone.next.len()));
    }
}

fn batches(index: u32) {
    let batch = state!(Vec<(u32, String)>, Vec::new());
    batch.push((index, format!("row {index}")));
    if index % 25 == 24 {
        let sent: Vec<(u32, String)> = batch.drain(..).collect();
        keep(&sent.len());
    }
}

fn rehashing(index: u32) {
    let map = state!(HashMap<u32, u32>, HashMap::new());
    map.insert(index, index);
    if map.len() >= 220 {
        map.retain(|key, _| key % 10 == 0);
        map.shrink_to_fit();
        if map.len() >= 100 {
            map.clear();
        }
    }
}
