//! What fills for hundreds of operations, or is never at rest twice in the same way, and does not grow.

#[macro_use]
mod parts;

use parts::{mix, observe, text, Held};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::rc::{Rc, Weak};

programs! {
    slow_fill doubling_fill stepwise_fill two_sawteeth uneven_flushes late_statics shrinking_keep
    tree_of_versions weak_table parent_of_many interval_set page_buffers token_buckets
    priority_of_200 rope_pieces matrix_of_rows bidirectional_map event_wheel copy_on_write
    lazily_dropped
}

/// One new entry in two operations, until 400 are there.
fn slow_fill(operation: usize) {
    static ENTRIES: Held<Option<BTreeMap<usize, String>>> = Held::new(None);
    let key = operation / 2 % 400;
    ENTRIES.or(BTreeMap::new).entry(key).or_insert_with(|| text(key, 36));
}

/// As any vector, up to 800 entries; from then on each takes the place of another.
fn doubling_fill(operation: usize) {
    static ENTRIES: Held<Vec<[u32; 6]>> = Held::new(Vec::new());
    let entries = ENTRIES.get();
    if entries.len() < 800 {
        entries.push([operation as u32; 6]);
    } else {
        entries[operation % 800] = [1; 6];
    }
}

/// Forty more at each hundredth operation, up to the seventh.
fn stepwise_fill(operation: usize) {
    static STEPS: Held<Vec<Box<[u8; 60]>>> = Held::new(Vec::new());
    let steps = STEPS.get();
    if operation % 100 == 0 && operation < 700 {
        steps.extend((0..40).map(|n| Box::new([n; 60])));
    }
    observe(&steps[operation % steps.len()][0]);
}

/// Flushed at 130 and at 470: together they never look the same twice.
fn two_sawteeth(operation: usize) {
    static SHORT: Held<Vec<String>> = Held::new(Vec::new());
    static LONG: Held<Vec<Vec<u32>>> = Held::new(Vec::new());
    SHORT.get().push(text(operation, 40));
    LONG.get().push(vec![operation as u32; 12]);
    if SHORT.get().len() == 130 {
        *SHORT.get() = Vec::new();
    }
    if LONG.get().len() == 470 {
        *LONG.get() = Vec::new();
    }
}

/// Flushed when chance has it, after 20 to 420 operations.
fn uneven_flushes(operation: usize) {
    static QUEUE: Held<Vec<String>> = Held::new(Vec::new());
    let queue = QUEUE.get();
    queue.push(text(operation, 20));
    if queue.len() >= 20 + mix(operation / 400) % 400 {
        *queue = Vec::new();
    }
}

/// Five tables of growing size, the last at operation 600.
fn late_statics(operation: usize) {
    static TABLES: Held<Vec<&[u64]>> = Held::new(Vec::new());
    let tables = TABLES.get();
    if operation % 150 == 0 && tables.len() < 5 {
        let table: Vec<u64> = (0..50 * (tables.len() + 1)).map(|n| mix(n) as u64).collect();
        tables.push(table.leak());
    }
    observe(&tables[operation % tables.len()][operation % 50]);
}

/// Kept are the highest of all values so far: ever fewer come in.
fn shrinking_keep(operation: usize) {
    static HIGHEST: Held<Option<BTreeSet<(usize, usize)>>> = Held::new(None);
    let highest = HIGHEST.or(BTreeSet::new);
    highest.insert((mix(operation), operation));
    if highest.len() > 250 {
        let least = *highest.iter().next().unwrap();
        highest.remove(&least);
    }
}

/// Each version shares all but one leaf with the one before it; 150 are kept.
fn tree_of_versions(operation: usize) {
    type Version = Rc<Vec<Rc<String>>>;
    static VERSIONS: Held<Option<VecDeque<Version>>> = Held::new(None);
    let versions = VERSIONS.or(VecDeque::new);
    let mut leaves = match versions.back() {
        Some(latest) => Vec::clone(latest),
        None => (0..8).map(|n| Rc::new(text(n, 20))).collect(),
    };
    leaves[mix(operation) % 8] = Rc::new(text(operation, 20));
    versions.push_back(Rc::new(leaves));
    if versions.len() > 150 {
        versions.pop_front();
    }
}

/// The table holds its values weakly; what is dead in it is swept when it has doubled.
fn weak_table(operation: usize) {
    static TABLE: Held<Option<HashMap<usize, Weak<String>>>> = Held::new(None);
    static STRONG: Held<Vec<Option<Rc<String>>>> = Held::new(Vec::new());
    let (table, strong) = (TABLE.or(HashMap::new), STRONG.get());
    if strong.is_empty() {
        strong.resize(60, None);
    }
    let value = Rc::new(text(operation, 32));
    table.insert(operation, Rc::downgrade(&value));
    strong[mix(operation) % 60] = Some(value);
    if table.len() >= 240 {
        table.retain(|_, value| value.strong_count() > 0);
    }
}

struct Child {
    id: usize,
    parent: RefCell<Weak<Parent>>,
}

#[derive(Default)]
struct Parent {
    children: RefCell<Vec<Rc<Child>>>,
}

/// One parent, which gets a child an operation; all of its children leave when 220 are there.
fn parent_of_many(operation: usize) {
    static PARENT: Held<Option<Rc<Parent>>> = Held::new(None);
    let parent = PARENT.or(Default::default);
    let child = Rc::new(Child { id: operation, parent: RefCell::new(Rc::downgrade(parent)) });
    observe(&child.id);
    observe(&child.parent.borrow().upgrade().is_some());
    let mut children = parent.children.borrow_mut();
    children.push(child);
    if children.len() == 220 {
        children.clear();
    }
}

/// Intervals that touch are merged: the more come, the fewer there are.
fn interval_set(operation: usize) {
    static INTERVALS: Held<Option<BTreeMap<usize, usize>>> = Held::new(None);
    let intervals = INTERVALS.or(BTreeMap::new);
    let from = operation * 211 % 600;
    let before = intervals.range(..=from).next_back().map(|(start, end)| (*start, *end));
    let start = match before {
        Some((start, end)) if end >= from => start,
        _ => from,
    };
    let end = intervals.remove(&(from + 1)).unwrap_or(from + 1);
    let known = intervals.entry(start).or_insert(end);
    *known = (*known).max(end);
}

/// Pages of 1 KB by number, written back and dropped once 48 are dirty.
fn page_buffers(operation: usize) {
    static PAGES: Held<Option<HashMap<usize, Vec<u8>>>> = Held::new(None);
    let pages = PAGES.or(HashMap::new);
    let page = pages.entry(mix(operation) % 300).or_insert_with(|| vec![0; 1024]);
    page[operation % 1024] = 1;
    if pages.len() == 48 {
        pages.clear();
    }
}

/// A bucket a client, dropped after 70 operations of silence.
fn token_buckets(operation: usize) {
    static BUCKETS: Held<Option<BTreeMap<usize, Box<(usize, u32)>>>> = Held::new(None);
    let buckets = BUCKETS.or(BTreeMap::new);
    let client = operation / 10 + mix(operation) % 20;
    let bucket = buckets.entry(client).or_insert_with(|| Box::new((operation, 5)));
    bucket.0 = operation;
    bucket.1 = bucket.1.wrapping_sub(1);
    let silent: Vec<usize> = buckets
        .iter()
        .filter(|(_, bucket)| bucket.0 + 70 < operation)
        .map(|(client, _)| *client)
        .collect();
    for client in silent {
        buckets.remove(&client);
    }
}

/// The best 200 of all that came, each with what it is about.
fn priority_of_200(operation: usize) {
    static BEST: Held<Vec<(usize, Box<str>)>> = Held::new(Vec::new());
    let best = BEST.get();
    let entry = (mix(operation), text(operation, 30).into_boxed_str());
    let at = best.partition_point(|(score, _)| *score > entry.0);
    best.insert(at, entry);
    best.truncate(200);
}

/// Pieces of a text, cut and joined in the middle, and written as one when there are a hundred.
fn rope_pieces(operation: usize) {
    static PIECES: Held<Vec<String>> = Held::new(Vec::new());
    let pieces = PIECES.get();
    let at = mix(operation) % (pieces.len() + 1);
    pieces.insert(at, text(operation, 12));
    if pieces.len() == 100 {
        let mut whole = pieces.concat();
        whole.truncate(400);
        *pieces = vec![whole];
    }
}

/// A matrix whose shape changes at each operation, kept until the next.
fn matrix_of_rows(operation: usize) {
    static MATRIX: Held<Vec<Vec<f64>>> = Held::new(Vec::new());
    let (rows, columns) = (1 + mix(operation) % 12, 1 + mix(operation + 7) % 12);
    *MATRIX.get() = (0..rows).map(|row| vec![row as f64; columns]).collect();
    observe(&MATRIX.get()[0][0]);
}

/// Two maps that know each other's keys; 220 pairs at most.
fn bidirectional_map(operation: usize) {
    static FORWARD: Held<Option<BTreeMap<usize, Rc<str>>>> = Held::new(None);
    static BACKWARD: Held<Option<BTreeMap<Rc<str>, usize>>> = Held::new(None);
    let name: Rc<str> = text(mix(operation), 14).into();
    if let Some(old) = FORWARD.or(BTreeMap::new).insert(operation % 220, name.clone()) {
        BACKWARD.or(BTreeMap::new).remove(&old);
    }
    BACKWARD.or(BTreeMap::new).insert(name, operation);
}

/// A wheel of 64 slots; what is due is run, and half of it comes again later, three times.
fn event_wheel(operation: usize) {
    const NEW: Vec<(u8, Box<[u32; 7]>)> = Vec::new();
    static WHEEL: Held<[Vec<(u8, Box<[u32; 7]>)>; 64]> = Held::new([NEW; 64]);
    let wheel = WHEEL.get();
    let due = std::mem::take(&mut wheel[operation % 64]);
    for (times, event) in due {
        observe(&event[..]);
        if times > 0 && event[0] % 2 == 0 {
            wheel[(operation + 1 + mix(operation) % 60) % 64].push((times - 1, event));
        }
    }
    let delay = 1 + mix(operation + 3) % 60;
    wheel[(operation + delay) % 64].push((3, Box::new([operation as u32; 7])));
}

/// The settings are copied when one changes and somebody still reads the old ones.
fn copy_on_write(operation: usize) {
    static SETTINGS: Held<Option<Rc<Vec<u16>>>> = Held::new(None);
    static READERS: Held<Option<VecDeque<Rc<Vec<u16>>>>> = Held::new(None);
    let settings = SETTINGS.or(|| Rc::new(vec![0; 50]));
    let readers = READERS.or(VecDeque::new);
    readers.push_back(settings.clone());
    if readers.len() > 40 {
        readers.pop_front();
    }
    if operation % 4 == 0 {
        Rc::make_mut(settings)[operation % 50] += 1;
    }
}

/// What is no longer wanted waits in a bin, from which two go for each one that comes.
fn lazily_dropped(operation: usize) {
    static WANTED: Held<Vec<Box<[u8; 90]>>> = Held::new(Vec::new());
    static BIN: Held<Vec<Box<[u8; 90]>>> = Held::new(Vec::new());
    WANTED.get().push(Box::new([operation as u8; 90]));
    if WANTED.get().len() == 160 {
        BIN.get().append(WANTED.get());
    }
    BIN.get().pop();
    BIN.get().pop();
}
