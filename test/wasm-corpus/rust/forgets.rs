//! Values whose destructor never runs though nothing holds them, and some for which that is no loss.

#[macro_use]
mod parts;

use parts::{mix, observe, text, Held};
use std::alloc::{alloc, dealloc, Layout};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::ffi::CString;
use std::mem::{forget, ManuallyDrop};
use std::rc::Rc;
use std::sync::{Arc, Once};

programs! {
    forgotten_text unbound_static unread_raw_box unread_vec undropped_buffer uncounted_rc
    raw_rc_pair c_name raw_layout error_exit rare_guard word_among_many one_in_fifty
    from_300_on large_and_rare below_sawtooth beside_filling_cache forgotten_tree forgotten_drain
    raw_trait_object arc_of_a_task overwritten_slot
    raw_round_trip single_static lazy_tables words_of_a_kind dropped_by_hand forgotten_empty
    forgotten_moved scope_guards raw_handle_table dealloc_later
}

#[inline(never)]
fn forget_text(operation: usize, length: usize) {
    let lost = text(operation, length);
    observe(lost.as_str());
    forget(lost);
}

fn forgotten_text(operation: usize) {
    forget_text(operation, 24);
}

#[inline(never)]
fn leak_settings(operation: usize) {
    let settings: &'static mut [u32; 6] = Box::leak(Box::new([operation as u32; 6]));
    observe(settings);
}

fn unbound_static(operation: usize) {
    leak_settings(operation);
}

#[inline(never)]
fn take_raw(operation: usize) {
    let raw = Box::into_raw(Box::new((operation, [1u16; 9])));
    // SAFETY: nobody has freed it.
    unsafe { observe(&(*raw).0) }
}

fn unread_raw_box(operation: usize) {
    take_raw(operation);
}

#[inline(never)]
fn leak_samples(operation: usize) {
    let samples: &'static mut [f32] = vec![operation as f32; 11].leak();
    observe(samples);
}

fn unread_vec(operation: usize) {
    leak_samples(operation);
}

#[inline(never)]
fn keep_from_drop(operation: usize) {
    let buffer = ManuallyDrop::new(vec![operation as u8; 50 + operation % 50]);
    observe(&buffer[..]);
}

fn undropped_buffer(operation: usize) {
    keep_from_drop(operation);
}

/// A clone too many: the count never comes to 0, and there is no cycle.
#[inline(never)]
fn forget_clone(operation: usize) {
    let shared = Rc::new((Cell::new(operation), text(operation, 12)));
    forget(shared.clone());
    shared.0.set(1);
    observe(&shared.0);
}

fn uncounted_rc(operation: usize) {
    forget_clone(operation);
}

/// Two blocks an operation: the second is held by the first alone.
#[inline(never)]
fn raw_clone(operation: usize) {
    let inner: Rc<Cell<usize>> = Rc::new(Cell::new(operation));
    let outer = Rc::new((inner.clone(), [0u32; 3]));
    inner.set(7);
    // SAFETY: it is alive.
    unsafe { observe(&(*Rc::into_raw(outer)).1) }
}

fn raw_rc_pair(operation: usize) {
    raw_clone(operation);
}

#[inline(never)]
fn name_for_c(operation: usize) {
    let raw = CString::new(text(operation, 15)).unwrap().into_raw();
    // SAFETY: it is alive.
    unsafe { observe(&*raw) }
}

fn c_name(operation: usize) {
    name_for_c(operation);
}

#[inline(always)]
fn allocate_block(bytes: usize, fill: usize) -> *mut u8 {
    // SAFETY: the layout has a size, and the block has its first byte.
    unsafe {
        let block = alloc(Layout::from_size_align(bytes, 4).unwrap());
        block.write_volatile(fill as u8);
        observe(&*block);
        block
    }
}

fn free_block(block: *mut u8, bytes: usize) {
    // SAFETY: callers pass what `allocate_block` made of as many bytes, once.
    unsafe { dealloc(block, Layout::from_size_align(bytes, 4).unwrap()) }
}

#[inline(never)]
fn request_layout(operation: usize) {
    allocate_block(44, operation);
}

fn raw_layout(operation: usize) {
    request_layout(operation);
}

/// Each seventh input is refused, on a way out on which nobody takes the buffer back.
#[inline(never)]
fn decode(operation: usize) -> Result<u8, usize> {
    let buffer = allocate_block(80, operation);
    if operation % 7 == 3 {
        return Err(operation);
    }
    // SAFETY: it is alive.
    let first = unsafe { buffer.read_volatile() };
    free_block(buffer, 80);
    Ok(first)
}

fn error_exit(operation: usize) {
    observe(&decode(operation).is_ok());
}

struct Guard {
    undo: Vec<usize>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        observe(&self.undo[..]);
    }
}

#[inline(never)]
fn enter_guarded(operation: usize) -> Guard {
    Guard { undo: vec![operation; 8] }
}

fn rare_guard(operation: usize) {
    let guard = enter_guarded(operation);
    observe(&guard.undo[..]);
    if operation % 10 == 6 {
        forget(guard);
    }
}

#[inline(never)]
fn forget_word(operation: usize) {
    let word: &mut u64 = Box::leak(Box::new(operation as u64));
    observe(word);
}

/// Eight bytes, among fifty temporaries of up to a kilobyte.
fn word_among_many(operation: usize) {
    let temporaries: Vec<Vec<u8>> = (0..50).map(|n| vec![n; 10 + mix(operation + n as usize) % 1000]).collect();
    observe(&temporaries[..]);
    forget_word(operation);
}

fn one_in_fifty(operation: usize) {
    let line = text(operation, 40);
    observe(line.as_str());
    if operation % 50 == 49 {
        forget_text(operation, 90);
    }
}

fn from_300_on(operation: usize) {
    observe(text(operation, 30).as_str());
    if operation >= 300 {
        forget_text(operation, 30);
    }
}

#[inline(never)]
fn make_scratch(operation: usize) -> *mut u8 {
    allocate_block(12_000, operation)
}

/// 12 KB every two hundred operations.
fn large_and_rare(operation: usize) {
    let scratch = make_scratch(operation);
    if operation % 200 != 120 {
        free_block(scratch, 12_000);
    }
}

fn below_sawtooth(operation: usize) {
    static QUEUE: Held<Vec<String>> = Held::new(Vec::new());
    let queue = QUEUE.get();
    queue.push(text(operation, 34));
    if queue.len() == 700 {
        *queue = Vec::new();
    }
    if operation % 4 == 1 {
        forget_word(operation);
    }
}

fn beside_filling_cache(operation: usize) {
    static CACHE: Held<Vec<String>> = Held::new(Vec::new());
    let cache = CACHE.get();
    if cache.len() < 640 {
        cache.push(text(operation, 44));
    } else {
        cache[operation % 640] = text(operation, 44);
    }
    forget_word(operation);
}

/// A whole tree is lost by its root: most of it is held by blocks that are lost themselves.
#[inline(never)]
fn forget_map(operation: usize) {
    let map: BTreeMap<usize, String> = (0..20).map(|n| (n, text(operation + n, 10))).collect();
    observe(&map.len());
    observe(&map[&7]);
    forget(map);
}

fn forgotten_tree(operation: usize) {
    if operation % 3 == 0 {
        forget_map(operation);
    }
}

/// What a forgotten `Drain` has not given out yet is lost; the vector itself is reused.
#[inline(never)]
fn forget_drain(lines: &mut Vec<String>, operation: usize) {
    lines.extend((0..4).map(|n| text(operation + n, 14)));
    let mut drain = lines.drain(..);
    observe(&drain.next());
    forget(drain);
}

fn forgotten_drain(operation: usize) {
    static LINES: Held<Vec<String>> = Held::new(Vec::new());
    forget_drain(LINES.get(), operation);
}

trait Shape {
    fn area(&self) -> f64;
}

struct Square(f64);
struct Polygon(Vec<f64>);

impl Shape for Square {
    fn area(&self) -> f64 {
        self.0 * self.0
    }
}

impl Shape for Polygon {
    fn area(&self) -> f64 {
        self.0.iter().sum()
    }
}

#[inline(never)]
fn raw_shape(operation: usize) {
    let shape: Box<dyn Shape> = match operation % 2 {
        0 => Box::new(Square(operation as f64)),
        _ => Box::new(Polygon(vec![1.5; 6])),
    };
    let raw = Box::into_raw(shape);
    // SAFETY: it is alive.
    unsafe {
        observe(&(*raw).area());
        observe(&*raw);
    }
}

fn raw_trait_object(operation: usize) {
    raw_shape(operation);
}

struct Task {
    id: usize,
    steps: Vec<u32>,
}

/// The waker's count is given out and never taken back.
#[inline(never)]
fn spawn_task(operation: usize) -> *const Task {
    let task = Arc::new(Task { id: operation, steps: vec![3; 5] });
    observe(&task.id);
    observe(&task.steps[..]);
    Arc::into_raw(task.clone())
}

/// Of eight tasks, one is never woken.
fn arc_of_a_task(operation: usize) {
    let waker = spawn_task(operation);
    if operation % 8 != 5 {
        // SAFETY: the count that `spawn_task` gave out.
        unsafe { drop(Arc::from_raw(waker)) }
    }
}

/// The slot holds one block only, whatever it held before.
#[inline(never)]
fn overwrite_slot(operation: usize) {
    static CURRENT: Held<usize> = Held::new(0);
    *CURRENT.get() = Box::into_raw(Box::new([operation; 5])) as usize;
    // SAFETY: the latest is alive.
    unsafe { observe(&*(*CURRENT.get() as *const [usize; 5])) }
}

fn overwritten_slot(operation: usize) {
    overwrite_slot(operation);
}

fn raw_round_trip(operation: usize) {
    let raw = Box::into_raw(Box::new(text(operation, 40)));
    // SAFETY: it comes from `into_raw`, and is taken back once.
    let back = unsafe { Box::from_raw(raw) };
    observe(back.as_str());
    let shared = Rc::into_raw(Rc::new(operation));
    // SAFETY: as above.
    observe(&*unsafe { Rc::from_raw(shared) });
}

/// What is leaked once is a static.
fn single_static(operation: usize) {
    static START: Once = Once::new();
    static TABLE: Held<&[u16]> = Held::new(&[]);
    START.call_once(|| *TABLE.get() = vec![3; 700].leak());
    observe(&TABLE.get()[operation % 700]);
    observe(text(operation, 20).as_str());
}

/// Ten tables, each made when it is needed first: the last at operation 540.
fn lazy_tables(operation: usize) {
    const EMPTY: Option<&[usize]> = None;
    static TABLES: Held<[Option<&[usize]>; 10]> = Held::new([EMPTY; 10]);
    let table = TABLES.get()[operation / 60 % 10]
        .get_or_insert_with(|| Vec::leak((0..100).map(mix).collect()));
    observe(&table[operation % 100]);
}

/// Leaked texts, but one for each of sixteen kinds.
fn words_of_a_kind(operation: usize) {
    static KINDS: Held<[&str; 16]> = Held::new([""; 16]);
    let kind = &mut KINDS.get()[mix(operation) % 16];
    if kind.is_empty() {
        *kind = Box::leak(text(operation, 33).into_boxed_str());
    }
    observe(*kind);
}

fn dropped_by_hand(operation: usize) {
    let mut parts = ManuallyDrop::new((text(operation, 19), vec![operation; 7]));
    observe(parts.0.as_str());
    observe(&parts.1[..]);
    // SAFETY: once, and never used again.
    unsafe { ManuallyDrop::drop(&mut parts) }
}

/// Nothing was ever allocated for these.
fn forgotten_empty(operation: usize) {
    forget(Vec::<u32>::new());
    forget(String::new());
    forget(Box::new(()));
    observe(text(operation, 21).as_str());
}

/// The forgotten box was moved out of: its copy is dropped.
fn forgotten_moved(operation: usize) {
    let original = Box::new(text(operation, 26));
    // SAFETY: exactly one of both is dropped.
    let copy = unsafe { std::ptr::read(&original) };
    forget(original);
    observe(copy.as_str());
}

fn scope_guards(operation: usize) {
    let outer = enter_guarded(operation);
    let mut undo: Vec<Box<dyn FnOnce()>> = Vec::new();
    for n in 0..1 + operation % 6 {
        let inner = enter_guarded(n);
        undo.push(Box::new(move || observe(&inner.undo[..])));
    }
    while let Some(step) = undo.pop() {
        step();
    }
    observe(&outer.undo[..]);
}

/// Handles as a C interface has them: 250 at once, each freed when its number is given out anew.
fn raw_handle_table(operation: usize) {
    static HANDLES: Held<[usize; 250]> = Held::new([0; 250]);
    let slot = &mut HANDLES.get()[operation % 250];
    if *slot != 0 {
        // SAFETY: a string's, from the line below, and taken back once.
        unsafe { drop(Box::from_raw(*slot as *mut String)) }
    }
    *slot = Box::into_raw(Box::new(text(operation, 31))) as usize;
}

/// Blocks wait in a list of raw addresses until 60 of them are freed at once.
fn dealloc_later(operation: usize) {
    static WAITING: Held<Vec<usize>> = Held::new(Vec::new());
    let waiting = WAITING.get();
    waiting.push(allocate_block(100, operation) as usize);
    if waiting.len() == 60 {
        for block in waiting.drain(..) {
            free_block(block as *mut u8, 100);
        }
    }
}
