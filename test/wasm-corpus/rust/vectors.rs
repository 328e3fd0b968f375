//! Leaks by lists that are only ever added to.
#[macro_use]
mod corpus;
use corpus::keep;
use std::collections::VecDeque;

programs!(
    vec_of_numbers, vec_of_structs, vec_of_strings, vec_of_boxes, deque_of_numbers, one_long_string,
    vec_in_a_box, vec_of_vecs, two_an_operation, one_in_eight, tombstones, byte_log,
    vec_under_sawtooth, vec_of_pairs_with_zeros, list_of_options, sorted_list,
);

#[inline(never)]
fn push_number(list: &mut Vec<u32>, value: u32) {
    list.push(value);
}

fn vec_of_numbers(index: u32) {
    push_number(state!(Vec<u32>, Vec::new()), index);
}

#[derive(Clone, Copy)]
struct Event {
    at: u64,
    kind: u32,
    zero: u32,
    value: f64,
}

#[inline(never)]
fn push_event(list: &mut Vec<Event>, index: u32) {
    list.push(Event { at: index.into(), kind: index % 3, zero: 0, value: 0.5 });
}

fn vec_of_structs(index: u32) {
    let list = state!(Vec<Event>, Vec::new());
    push_event(list, index);
    let last = list[list.len() - 1];
    keep(&(last.at, last.kind, last.zero, last.value));
}

#[inline(never)]
fn push_line(list: &mut Vec<String>, index: u32) {
    list.push(format!("line number {index}"));
}

fn vec_of_strings(index: u32) {
    push_line(state!(Vec<String>, Vec::new()), index);
}

#[inline(never)]
fn push_box(list: &mut Vec<Box<[u64; 4]>>, index: u32) {
    list.push(Box::new([index.into(); 4]));
}

fn vec_of_boxes(index: u32) {
    push_box(state!(Vec<Box<[u64; 4]>>, Vec::new()), index);
}

#[inline(never)]
fn push_back(queue: &mut VecDeque<u64>, index: u32) {
    queue.push_back(index.into());
}

fn deque_of_numbers(index: u32) {
    push_back(state!(VecDeque<u64>, VecDeque::new()), index);
}

#[inline(never)]
fn append_text(text: &mut String, index: u32) {
    text.push_str("entry ");
    text.push((b'a' + (index % 26) as u8) as char);
}

fn one_long_string(index: u32) {
    append_text(state!(String, String::new()), index);
}

struct App {
    name: String,
    history: Vec<u64>,
}

#[inline(never)]
fn add_to_history(app: &mut App, index: u32) {
    app.history.push(index.into());
}

fn vec_in_a_box(index: u32) {
    let app = state!(Box<App>, Box::new(App { name: "app".to_string(), history: Vec::new() }));
    keep(&app.name.len());
    add_to_history(app, index);
}

#[inline(never)]
fn push_row(rows: &mut Vec<Vec<u8>>, index: u32) {
    let mut row = Vec::with_capacity(50);
    row.extend_from_slice(&index.to_le_bytes());
    rows.push(row);
}

fn vec_of_vecs(index: u32) {
    push_row(state!(Vec<Vec<u8>>, Vec::new()), index);
}

fn two_an_operation(index: u32) {
    let list = state!(Vec<u32>, Vec::new());
    push_number(list, index);
    push_number(list, index);
}

fn one_in_eight(index: u32) {
    if index % 8 == 0 {
        push_box(state!(Vec<Box<[u64; 4]>>, Vec::new()), index);
    }
}

#[inline(never)]
fn push_slot(slots: &mut Vec<Option<Box<u64>>>, index: u32) {
    slots.push(Some(Box::new(index.into())));
}

fn tombstones(index: u32) {
    let slots = state!(Vec<Option<Box<u64>>>, Vec::new());
    push_slot(slots, index);
    let before = slots.len().wrapping_sub(4);
    if let Some(slot) = slots.get_mut(before) {
        *slot = None;
    }
}

#[inline(never)]
fn append_record(log: &mut Vec<u8>, index: u32) {
    log.extend_from_slice(&[index as u8 | 1; 24]);
}

fn byte_log(index: u32) {
    append_record(state!(Vec<u8>, Vec::new()), index);
}

fn vec_under_sawtooth(index: u32) {
    let queue = state!(Vec<Vec<u8>>, Vec::new());
    queue.push(vec![2; 60]);
    if queue.len() == 250 {
        queue.clear();
    }
    push_event(state!(Vec<Event>, Vec::new()), index);
}

#[inline(never)]
fn push_pair(list: &mut Vec<(u32, u32)>, index: u32) {
    list.push((index | 1, 0));
}

fn vec_of_pairs_with_zeros(index: u32) {
    push_pair(state!(Vec<(u32, u32)>, Vec::new()), index);
}

#[inline(never)]
fn push_option(list: &mut Vec<Option<String>>, index: u32) {
    list.push(if index % 3 == 0 { Some(format!("name {index}")) } else { None });
}

fn list_of_options(index: u32) {
    push_option(state!(Vec<Option<String>>, Vec::new()), index);
}

#[inline(never)]
fn insert_sorted(list: &mut Vec<u64>, index: u32) {
    let value = u64::from(index.wrapping_mul(2654435761) | 1);
    let at = list.partition_point(|other| *other < value);
    list.insert(at, value);
}

fn sorted_list(index: u32) {
    insert_sorted(state!(Vec<u64>, Vec::new()), index);
}
