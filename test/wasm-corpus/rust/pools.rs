//! Memory that a program manages itself: arenas, pools, slabs, queues of work.

#[macro_use]
mod parts;

use parts::{mix, observe, text, Held};
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::mem::forget;
use std::rc::Rc;

programs! {
    arena_of_chunks chained_chunks hoarding_pool slab_of_all stuck_closures backlog
    pool_short_of_one free_lists_by_size undo_stack spilled_batches
    arena_reset arena_dropped arena_sawtooth object_pool size_classes slab_slots
    generational_slots run_closures trait_objects stack_of_cells shortest_paths split_lines
    growing_texts parsed_expressions worker_batches reallocated_peaks
}

const CHUNK: usize = 2048;

/// Gives out offsets of its chunks; none is ever freed alone.
struct Arena {
    chunks: Vec<Box<[u8]>>,
    used: usize,
    current: usize,
}

impl Arena {
    const NEW: Arena = Arena { chunks: Vec::new(), used: CHUNK, current: 0 };

    #[inline(always)]
    fn allocate(&mut self, bytes: usize) {
        if self.used + bytes > CHUNK {
            self.used = 0;
            self.current += 1;
            if self.current > self.chunks.len() {
                self.chunks.push(vec![0; CHUNK].into_boxed_slice());
            }
        }
        let chunk = &mut self.chunks[self.current - 1];
        chunk[self.used] = bytes as u8;
        observe(&chunk[self.used]);
        self.used += bytes;
    }

    fn reset(&mut self) {
        self.used = CHUNK;
        self.current = 0;
    }
}

/// A chunk at every thirtieth operation or so, in a vector of them.
#[inline(never)]
fn allocate_in_arena(operation: usize) {
    static ARENA: Held<Arena> = Held::new(Arena::NEW);
    ARENA.get().allocate(40 + mix(operation) % 60);
}

fn arena_of_chunks(operation: usize) {
    allocate_in_arena(operation);
}

struct Chunk {
    bytes: [u8; 1000],
    used: usize,
    full: Option<Box<Chunk>>,
}

/// As above, but each chunk holds the one that was full before it.
#[inline(never)]
fn allocate_in_chain(operation: usize) {
    static CHUNKS: Held<Option<Box<Chunk>>> = Held::new(None);
    let bytes = 30 + mix(operation) % 90;
    let chunks = CHUNKS.get();
    let room = chunks.as_ref().map_or(0, |chunk| 1000 - chunk.used);
    if room < bytes {
        let full = chunks.take();
        *chunks = Some(Box::new(Chunk { bytes: [0; 1000], used: 0, full }));
    }
    let chunk = chunks.as_mut().unwrap();
    chunk.bytes[chunk.used] = bytes as u8;
    chunk.used += bytes;
    observe(&chunk.bytes[0]);
    observe(&chunk.full.is_some());
}

fn chained_chunks(operation: usize) {
    allocate_in_chain(operation);
}

/// Each buffer that is given back is kept, and every third is not taken from the pool but new.
#[inline(never)]
fn buffer_of_pool(pool: &mut Vec<Box<[u8; 72]>>, operation: usize) -> Box<[u8; 72]> {
    let reused = if operation % 3 == 0 { None } else { pool.pop() };
    reused.unwrap_or_else(|| Box::new([operation as u8; 72]))
}

fn hoarding_pool(operation: usize) {
    static POOL: Held<Vec<Box<[u8; 72]>>> = Held::new(Vec::new());
    let buffer = buffer_of_pool(POOL.get(), operation);
    observe(&*buffer);
    POOL.get().push(buffer);
}

/// Slots have a flag for "removed" that nobody sets.
#[inline(never)]
fn insert_in_slab(operation: usize) {
    static SLAB: Held<Vec<Option<[u32; 5]>>> = Held::new(Vec::new());
    let slab = SLAB.get();
    match slab.iter().position(Option::is_none) {
        Some(free) => slab[free] = Some([operation as u32; 5]),
        None => slab.push(Some([operation as u32; 5])),
    }
}

fn slab_of_all(operation: usize) {
    insert_in_slab(operation);
}

/// Work is queued that nobody runs; each closure holds a text.
#[inline(never)]
fn queue_closure(queue: &mut Vec<Box<dyn FnOnce()>>, operation: usize) {
    let line = text(operation, 23);
    queue.push(Box::new(move || observe(line.as_str())));
}

fn stuck_closures(operation: usize) {
    static QUEUE: Held<Vec<Box<dyn FnOnce()>>> = Held::new(Vec::new());
    queue_closure(QUEUE.get(), operation);
}

/// What is most urgent is done first; the rest waits.
#[inline(never)]
fn add_to_backlog(jobs: &mut BinaryHeap<Reverse<(u32, u32, u32)>>, operation: usize) {
    for part in 0..2 {
        jobs.push(Reverse((mix(2 * operation + part) as u32, operation as u32, 0)));
    }
}

fn backlog(operation: usize) {
    static JOBS: Held<Option<BinaryHeap<Reverse<(u32, u32, u32)>>>> = Held::new(None);
    let jobs = JOBS.or(BinaryHeap::new);
    add_to_backlog(jobs, operation);
    observe(&jobs.pop().is_some());
}

/// A buffer of twenty is not given back to the pool, nor freed.
#[inline(never)]
fn borrow_buffer(pool: &mut Vec<Vec<u8>>) -> Vec<u8> {
    pool.pop().unwrap_or_else(|| Vec::with_capacity(128))
}

fn pool_short_of_one(operation: usize) {
    static POOL: Held<Vec<Vec<u8>>> = Held::new(Vec::new());
    let pool = POOL.get();
    let mut borrowed: Vec<_> = (0..4).map(|_| borrow_buffer(pool)).collect();
    for buffer in &mut borrowed {
        buffer.clear();
        buffer.push(operation as u8);
        observe(&buffer[..]);
    }
    if operation % 20 == 13 {
        forget(borrowed.pop());
    }
    pool.append(&mut borrowed);
}

struct FreeBlock {
    words: Box<[u32]>,
    next: Option<Box<FreeBlock>>,
}

/// Free lists by size, with sizes that hardly ever come again.
#[inline(never)]
fn give_back(lists: &mut HashMap<usize, Box<FreeBlock>>, words: Box<[u32]>) {
    let size = words.len();
    let next = lists.remove(&size);
    let block = Box::new(FreeBlock { words, next });
    observe(&block.words[0]);
    observe(&block.next.is_some());
    lists.insert(size, block);
}

fn free_lists_by_size(operation: usize) {
    static LISTS: Held<Option<HashMap<usize, Box<FreeBlock>>>> = Held::new(None);
    let lists = LISTS.or(HashMap::new);
    // The wrong size is looked for: the list of the right one only grows.
    let size = 6 + mix(operation) % 5;
    let words = match lists.remove(&(size + 5)) {
        Some(block) => block.words,
        None => vec![operation as u32; size].into_boxed_slice(),
    };
    give_back(lists, words);
}

enum Edit {
    Insert(String),
    Remove(usize),
}

#[inline(never)]
fn record_edit(edits: &mut Vec<Edit>, operation: usize) {
    edits.push(match operation % 3 {
        0 => Edit::Insert(text(operation, 17)),
        _ => Edit::Remove(operation),
    });
}

fn undo_stack(operation: usize) {
    static EDITS: Held<Vec<Edit>> = Held::new(Vec::new());
    record_edit(EDITS.get(), operation);
    if let Some(Edit::Insert(line)) = EDITS.get().last() {
        observe(line.as_str());
    } else if let Some(Edit::Remove(at)) = EDITS.get().last() {
        observe(at);
    }
}

/// A batch is flushed at 100; the page that it was written to is kept.
#[inline(never)]
fn spill(pages: &mut Vec<Vec<u64>>, batch: &mut Vec<u64>) {
    pages.push(std::mem::take(batch));
}

fn spilled_batches(operation: usize) {
    static BATCH: Held<Vec<u64>> = Held::new(Vec::new());
    static PAGES: Held<Vec<Vec<u64>>> = Held::new(Vec::new());
    let batch = BATCH.get();
    batch.push(operation as u64);
    if batch.len() == 100 {
        spill(PAGES.get(), batch);
    }
}

/// Reset after 64 operations, and its chunks are filled anew.
fn arena_reset(operation: usize) {
    static ARENA: Held<Arena> = Held::new(Arena::NEW);
    let arena = ARENA.get();
    if operation % 64 == 0 {
        arena.reset();
    }
    for part in 0..4 {
        arena.allocate(50 + mix(operation + part) % 100);
    }
}

fn arena_dropped(operation: usize) {
    let mut arena = Arena::NEW;
    for part in 0..40 + operation % 60 {
        arena.allocate(20 + mix(part) % 200);
    }
}

fn arena_sawtooth(operation: usize) {
    static ARENA: Held<Arena> = Held::new(Arena::NEW);
    if operation % 300 == 0 {
        *ARENA.get() = Arena::NEW;
    }
    ARENA.get().allocate(100 + mix(operation) % 300);
}

/// Forty objects are used at once; what is given back is kept for the next.
fn object_pool(operation: usize) {
    static POOL: Held<Vec<Box<[u64; 9]>>> = Held::new(Vec::new());
    let pool = POOL.get();
    let mut used: Vec<_> =
        (0..1 + mix(operation) % 40).map(|_| pool.pop().unwrap_or_default()).collect();
    for object in &mut used {
        object[8] = operation as u64;
        observe(&**object);
    }
    pool.append(&mut used);
}

/// Pools of 16 to 1024 bytes, each of which keeps three at most.
fn size_classes(operation: usize) {
    const NEW: Vec<Vec<u8>> = Vec::new();
    static CLASSES: Held<[Vec<Vec<u8>>; 7]> = Held::new([NEW; 7]);
    let classes = CLASSES.get();
    let mut used = Vec::new();
    for part in 0..6 {
        let class = mix(7 * operation + part) % 7;
        used.push((class, classes[class].pop().unwrap_or_else(|| vec![0; 16 << class])));
    }
    for (class, buffer) in used {
        observe(&buffer[..]);
        if classes[class].len() < 3 {
            classes[class].push(buffer);
        }
    }
}

/// Slots are given out by a list of free indices, at most 180 at once.
fn slab_slots(operation: usize) {
    static SLOTS: Held<Vec<Option<String>>> = Held::new(Vec::new());
    static FREE: Held<Vec<usize>> = Held::new(Vec::new());
    static OUT: Held<Option<VecDeque<usize>>> = Held::new(None);
    let (slots, free, out) = (SLOTS.get(), FREE.get(), OUT.or(VecDeque::new));
    let index = free.pop().unwrap_or_else(|| {
        slots.push(None);
        slots.len() - 1
    });
    slots[index] = Some(text(operation, 29));
    out.push_back(index);
    if out.len() > 180 || (operation % 9 == 0 && out.len() > 90) {
        let index = out.pop_front().unwrap();
        slots[index] = None;
        free.push(index);
    }
}

/// Handles of an index and a generation; stale ones find nothing.
fn generational_slots(operation: usize) {
    static SLOTS: Held<Vec<(u32, Option<Box<[u16; 13]>>)>> = Held::new(Vec::new());
    let slots = SLOTS.get();
    if slots.is_empty() {
        slots.resize(96, (0, None));
    }
    let (generation, value) = &mut slots[mix(operation) % 96];
    if value.is_some() && operation % 3 == 0 {
        *generation += 1;
        *value = None;
    } else {
        *value = Some(Box::new([operation as u16; 13]));
    }
    observe(generation);
}

/// Queued for 25 operations, then run and dropped.
fn run_closures(operation: usize) {
    static QUEUE: Held<Vec<Box<dyn FnOnce()>>> = Held::new(Vec::new());
    queue_closure(QUEUE.get(), operation);
    if operation % 25 == 24 {
        QUEUE.get().drain(..).for_each(|work| work());
    }
}

trait Stage {
    fn apply(&self, input: &[u32]) -> Vec<u32>;
}

struct Scale(u32);
struct Reversed;
struct Offsets(Vec<u32>);

impl Stage for Scale {
    fn apply(&self, input: &[u32]) -> Vec<u32> {
        input.iter().map(|value| value.wrapping_mul(self.0)).collect()
    }
}

impl Stage for Reversed {
    fn apply(&self, input: &[u32]) -> Vec<u32> {
        input.iter().rev().copied().collect()
    }
}

impl Stage for Offsets {
    fn apply(&self, input: &[u32]) -> Vec<u32> {
        input.iter().zip(self.0.iter().cycle()).map(|(a, b)| a.wrapping_add(*b)).collect()
    }
}

fn trait_objects(operation: usize) {
    let mut stages: Vec<Box<dyn Stage>> = vec![Box::new(Reversed), Box::new(Scale(3))];
    if operation % 2 == 0 {
        stages.push(Box::new(Offsets(vec![1, 2, 3])));
    }
    let input: Vec<u32> = (0..30).collect();
    let output = stages.iter().fold(input, |values, stage| stage.apply(&values));
    observe(&output[..]);
}

/// Pushed and popped by turns, up to 64 deep.
fn stack_of_cells(operation: usize) {
    static STACK: Held<RefCell<Vec<Rc<RefCell<String>>>>> = Held::new(RefCell::new(Vec::new()));
    let mut stack = STACK.get().borrow_mut();
    if operation / 64 % 2 == 0 {
        stack.push(Rc::new(RefCell::new(text(operation, 25))));
    } else if let Some(cell) = stack.pop() {
        cell.borrow_mut().push('.');
        observe(cell.borrow().as_str());
    }
}

/// Dijkstra's, over a graph that is made and dropped.
fn shortest_paths(operation: usize) {
    const NODES: usize = 24;
    let edges: Vec<Vec<(usize, u32)>> = (0..NODES)
        .map(|from| {
            let weight = |n: usize| (mix(from * 31 + n + operation) % 9 + 1) as u32;
            (1..4).map(|n| ((from * 5 + n * 7) % NODES, weight(n))).collect()
        })
        .collect();
    let mut distances = vec![u32::MAX; NODES];
    let mut heap = BinaryHeap::from([Reverse((0u32, 0usize))]);
    while let Some(Reverse((distance, node))) = heap.pop() {
        if distance >= distances[node] {
            continue;
        }
        distances[node] = distance;
        for (to, weight) in &edges[node] {
            heap.push(Reverse((distance + weight, *to)));
        }
    }
    observe(&distances[..]);
}

fn split_lines(operation: usize) {
    let mut input = String::new();
    for line in 0..12 {
        input.push_str(&text(operation + line, 10 + line));
        input.push(if line % 3 == 2 { '\n' } else { ' ' });
    }
    let lines: Vec<Vec<String>> =
        input.lines().map(|line| line.split(' ').map(str::to_owned).collect()).collect();
    let longest = lines.iter().flatten().max_by_key(|word| word.len()).cloned();
    observe(longest.unwrap().as_str());
}

/// Built piece by piece, by many reallocations; the latest 30 are kept.
fn growing_texts(operation: usize) {
    static LATEST: Held<Option<VecDeque<String>>> = Held::new(None);
    let mut built = String::new();
    for part in 0..1 + mix(operation) % 40 {
        built.push_str(&text(part, 9));
    }
    let latest = LATEST.or(VecDeque::new);
    latest.push_back(built);
    if latest.len() > 30 {
        latest.pop_front();
    }
}

enum Expression {
    Number(usize),
    Sum(Box<Expression>, Box<Expression>),
    Product(Vec<Expression>),
}

fn parse(seed: usize, depth: usize) -> Expression {
    match (depth, seed % 3) {
        (0, _) | (_, 0) => Expression::Number(seed % 100),
        (_, 1) => {
            let part = |n| Box::new(parse(mix(seed + n), depth - 1));
            Expression::Sum(part(1), part(2))
        }
        _ => Expression::Product((0..3).map(|n| parse(mix(seed + n), depth - 1)).collect()),
    }
}

fn evaluate(expression: &Expression) -> usize {
    match expression {
        Expression::Number(number) => *number,
        Expression::Sum(a, b) => evaluate(a).wrapping_add(evaluate(b)),
        Expression::Product(all) => all.iter().map(evaluate).fold(1, usize::wrapping_mul),
    }
}

fn parsed_expressions(operation: usize) {
    observe(&evaluate(&parse(mix(operation), 6)));
}

/// Results are collected by four workers and merged at each 50th operation.
fn worker_batches(operation: usize) {
    const NEW: Vec<Box<(usize, String)>> = Vec::new();
    static WORKERS: Held<[Vec<Box<(usize, String)>>; 4]> = Held::new([NEW; 4]);
    let workers = WORKERS.get();
    workers[operation % 4].push(Box::new((operation, text(operation, 18))));
    if operation % 50 == 49 {
        let mut merged: Vec<_> = workers.iter_mut().flat_map(|worker| worker.drain(..)).collect();
        merged.sort_by_key(|result| Reverse(result.0));
        observe(merged[0].1.as_str());
    }
}

/// One buffer, reallocated up and down; at each 150th operation to a quarter of a megabyte.
fn reallocated_peaks(operation: usize) {
    static BUFFER: Held<Vec<u8>> = Held::new(Vec::new());
    let buffer = BUFFER.get();
    let length = if operation % 150 == 149 { 250_000 } else { 200 + mix(operation) % 2000 };
    buffer.truncate(0);
    buffer.shrink_to(200);
    buffer.resize(length, operation as u8);
    observe(&buffer[..]);
    buffer.truncate(200);
    buffer.shrink_to_fit();
}
