//! Buffers that grow for ever, and buffers that only look like it for a while.

#[macro_use]
mod parts;

use parts::{mix, observe, text, Held};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Mutex;

programs! {
    event_log reading_log name_register pending_deque transcript boxed_ledger thread_journal
    mutex_samples spare_rows sparse_marks late_marks marks_under_queue half_popped column_file
    reused_buffer shrunk_buffer ring_of_512 flushed_at_300 flushed_at_700 passing_peaks
    sorted_copies rows_of_the_first double_buffer sliding_window
}

#[inline(never)]
fn write_event(operation: usize) {
    static LOG: Held<Vec<u64>> = Held::new(Vec::new());
    LOG.get().push(operation as u64);
}

fn event_log(operation: usize) {
    write_event(operation);
}

#[derive(Clone)]
struct Reading {
    at: u32,
    values: [f32; 4],
    flags: u16,
}

#[inline(never)]
fn log_reading(operation: usize) {
    static READINGS: Held<Vec<Reading>> = Held::new(Vec::new());
    let readings = READINGS.get();
    readings.push(Reading { at: operation as u32, values: [0.5; 4], flags: 7 });
    let last = readings.last().unwrap();
    observe(&(last.at as f32 + last.values[1] + last.flags as f32));
}

fn reading_log(operation: usize) {
    log_reading(operation);
}

#[inline(never)]
fn register_name(operation: usize) {
    static NAMES: Held<Vec<String>> = Held::new(Vec::new());
    NAMES.get().push(text(operation, 18));
}

fn name_register(operation: usize) {
    register_name(operation);
}

/// Two jobs come, one is done.
#[inline(never)]
fn take_jobs(operation: usize) {
    static JOBS: Held<Option<VecDeque<[u32; 3]>>> = Held::new(None);
    let jobs = JOBS.or(VecDeque::new);
    jobs.push_back([operation as u32; 3]);
    jobs.push_back([0; 3]);
    observe(&jobs.pop_front());
}

fn pending_deque(operation: usize) {
    take_jobs(operation);
}

#[inline(never)]
fn append_line(operation: usize) {
    static TRANSCRIPT: Held<String> = Held::new(String::new());
    let line = text(operation, 9 + mix(operation) % 12);
    TRANSCRIPT.get().push_str(&line);
}

fn transcript(operation: usize) {
    append_line(operation);
}

struct Ledger {
    balance: i64,
    entries: Vec<(u32, i32)>,
}

/// The root holds a block that holds the block that grows.
#[inline(never)]
fn enter_amount(operation: usize) {
    static LEDGER: Held<Option<Box<Ledger>>> = Held::new(None);
    let ledger = LEDGER.or(|| Box::new(Ledger { balance: 0, entries: Vec::new() }));
    let amount = (mix(operation) % 200) as i32 - 100;
    ledger.balance += i64::from(amount);
    ledger.entries.push((operation as u32, amount));
    observe(&ledger.balance);
}

fn boxed_ledger(operation: usize) {
    enter_amount(operation);
}

#[inline(never)]
fn note_in_journal(operation: usize) {
    thread_local! {
        static JOURNAL: RefCell<Vec<u32>> = RefCell::new(Vec::new());
    }
    JOURNAL.with(|journal| journal.borrow_mut().extend([operation as u32; 3]));
}

fn thread_journal(operation: usize) {
    note_in_journal(operation);
}

#[inline(never)]
fn sample(operation: usize) {
    static SAMPLES: Mutex<Vec<f64>> = Mutex::new(Vec::new());
    SAMPLES.lock().unwrap().push(operation as f64 / 3.0);
}

fn mutex_samples(operation: usize) {
    sample(operation);
}

/// Each row has room for far more than it holds.
#[inline(never)]
fn add_spare_row(operation: usize) {
    static ROWS: Held<Vec<Vec<u8>>> = Held::new(Vec::new());
    let mut row = Vec::with_capacity(90);
    row.extend_from_slice(&(operation as u32).to_le_bytes());
    observe(&row[..]);
    ROWS.get().push(row);
}

fn spare_rows(operation: usize) {
    add_spare_row(operation);
}

#[inline(never)]
fn mark(operation: usize) {
    static MARKS: Held<Vec<[u64; 5]>> = Held::new(Vec::new());
    MARKS.get().push([operation as u64; 5]);
}

fn sparse_marks(operation: usize) {
    for part in 0..4 {
        observe(text(operation, 20 + 10 * part).as_str());
    }
    if operation % 10 == 9 {
        mark(operation);
    }
}

fn late_marks(operation: usize) {
    let scratch = vec![operation as u32; 12];
    observe(&scratch[..]);
    if operation >= 300 {
        mark(operation);
    }
}

/// A queue of up to 700 hides that a smaller thing never stops to grow.
fn marks_under_queue(operation: usize) {
    static QUEUE: Held<Vec<[u32; 8]>> = Held::new(Vec::new());
    let queue = QUEUE.get();
    queue.push([operation as u32; 8]);
    if queue.len() == 700 {
        *queue = Vec::new();
    }
    mark(operation);
}

/// A stack that gets three and gives two.
#[inline(never)]
fn push_three(operation: usize) {
    static STACK: Held<Vec<(usize, usize)>> = Held::new(Vec::new());
    let stack = STACK.get();
    for at in 0..3 {
        stack.push((operation, at));
    }
    observe(&stack.pop());
    observe(&stack.pop());
}

fn half_popped(operation: usize) {
    push_three(operation);
}

/// Eight buffers that grow in step.
#[inline(never)]
fn append_to_columns(operation: usize) {
    const NEW: Vec<f32> = Vec::new();
    static COLUMNS: Held<[Vec<f32>; 8]> = Held::new([NEW; 8]);
    for (at, column) in COLUMNS.get().iter_mut().enumerate() {
        column.push((operation * at) as f32);
    }
}

fn column_file(operation: usize) {
    append_to_columns(operation);
}

/// Cleared, never freed: its capacity is that of the largest use so far.
fn reused_buffer(operation: usize) {
    static BUFFER: Held<Vec<u8>> = Held::new(Vec::new());
    let buffer = BUFFER.get();
    buffer.clear();
    buffer.resize(1 + mix(operation) % (64 * (1 + operation.min(400))), 1);
    observe(&buffer[..]);
}

fn shrunk_buffer(operation: usize) {
    static BUFFER: Held<Vec<u32>> = Held::new(Vec::new());
    let buffer = BUFFER.get();
    buffer.extend((0..1 + mix(operation) % 40).map(|n| n as u32));
    if operation % 100 == 99 {
        buffer.truncate(10);
        buffer.shrink_to_fit();
    }
}

fn ring_of_512(operation: usize) {
    static RING: Held<Option<VecDeque<String>>> = Held::new(None);
    let ring = RING.or(VecDeque::new);
    if ring.len() == 512 {
        ring.pop_front();
    }
    ring.push_back(text(operation, 16));
}

fn flushed_at_300(operation: usize) {
    static QUEUE: Held<Vec<String>> = Held::new(Vec::new());
    let queue = QUEUE.get();
    queue.push(text(operation, 30));
    if queue.len() == 300 {
        queue.drain(..).for_each(|line| observe(line.as_str()));
    }
}

fn flushed_at_700(operation: usize) {
    static BATCH: Held<Vec<[u64; 6]>> = Held::new(Vec::new());
    let batch = BATCH.get();
    batch.push([operation as u64; 6]);
    if batch.len() == 700 {
        observe(&batch[699]);
        *batch = Vec::new();
    }
}

/// A megabyte now and then, and half of one more often.
fn passing_peaks(operation: usize) {
    if operation % 128 == 60 {
        observe(&vec![1u8; 1 << 20][..]);
    } else if operation % 40 == 7 {
        let parts: Vec<Vec<u8>> = (0..64).map(|n| vec![n; 8000]).collect();
        observe(&parts[..]);
    }
    observe(text(operation, 24).as_str());
}

fn sorted_copies(operation: usize) {
    let mut values: Vec<usize> = (0..100 + operation % 150).map(|n| mix(n + operation)).collect();
    values.sort();
    let mut texts: Vec<String> = values.iter().take(20).map(|n| text(*n, 8)).collect();
    texts.sort();
    texts.dedup();
    observe(&texts[0]);
}

/// As any log that grows, until it is full.
fn rows_of_the_first(operation: usize) {
    static FIRST: Held<Vec<Vec<u16>>> = Held::new(Vec::new());
    let first = FIRST.get();
    let row = vec![operation as u16; 14];
    observe(&row[..]);
    if first.len() < 750 {
        first.push(row);
    }
}

fn double_buffer(operation: usize) {
    static BUFFERS: Held<(Vec<u32>, Vec<u32>)> = Held::new((Vec::new(), Vec::new()));
    let (front, back) = BUFFERS.get();
    back.push(operation as u32);
    if back.len() == 256 {
        std::mem::swap(front, back);
        back.clear();
    }
    observe(&front.len());
}

/// The last 200 to 400 entries: the older half goes at once.
fn sliding_window(operation: usize) {
    static WINDOW: Held<Vec<Box<[u8; 40]>>> = Held::new(Vec::new());
    let window = WINDOW.get();
    window.push(Box::new([operation as u8; 40]));
    if window.len() == 400 {
        window.drain(..200);
    }
}
