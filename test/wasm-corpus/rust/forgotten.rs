//! Leaks by memory whose last address is thrown away.
#[macro_use]
mod corpus;
use corpus::keep;
use std::alloc::{alloc, Layout};
use std::collections::HashMap;
use std::ffi::CString;
use std::mem::{self, ManuallyDrop};
use std::ptr;
use std::rc::Rc;

programs!(
    mem_forget, box_leak, box_into_raw, vec_leak, manually_drop, rc_forgotten, cstring_into_raw,
    alloc_without_dealloc, list_dropped, tree_dropped, ring_dropped, one_in_fifty, eight_bytes,
    large_and_rare, field_forgotten, early_return, error_path, string_leaked, late_forget,
    forget_beside_cache, forget_under_sawtooth, dyn_leaked, rc_into_raw, linked_back,
);

#[inline(never)]
fn new_block(index: u32) -> Box<[u64; 8]> {
    Box::new([index.into(); 8])
}

fn mem_forget(index: u32) {
    let block = new_block(index);
    keep(&block);
    mem::forget(block);
}

fn box_leak(index: u32) {
    keep(&Box::leak(new_block(index))[0]);
}

fn box_into_raw(index: u32) {
    let address = Box::into_raw(new_block(index));
    // SAFETY: it was just made.
    keep(&unsafe { (*address)[1] });
}

#[inline(never)]
fn new_list(index: u32) -> Vec<u32> {
    vec![index | 1; 20]
}

fn vec_leak(index: u32) {
    keep(&new_list(index).leak()[0]);
}

fn manually_drop(index: u32) {
    let list = ManuallyDrop::new(new_list(index));
    keep(&list.len());
}

#[inline(never)]
fn new_shared(index: u32) -> Rc<[u32; 6]> {
    Rc::new([index; 6])
}

fn rc_forgotten(index: u32) {
    let shared = new_shared(index);
    mem::forget(shared.clone());
}

fn rc_into_raw(index: u32) {
    keep(&Rc::into_raw(new_shared(index)).is_null());
}

#[inline(never)]
fn new_name(index: u32) -> CString {
    CString::new(format!("name {index}")).unwrap()
}

fn cstring_into_raw(index: u32) {
    keep(&new_name(index).into_raw().is_null());
}

#[inline(never)]
fn take_bytes(size: usize) -> *mut u8 {
    // SAFETY: the layout has a size.
    unsafe { alloc(Layout::from_size_align(size, 8).unwrap()) }
}

fn alloc_without_dealloc(index: u32) {
    let block = take_bytes(40);
    // SAFETY: it is as long as that.
    unsafe { ptr::write(block as *mut u32, index) };
    keep(&block.is_null());
}

struct Item {
    next: *mut Item,
    back: *mut Item,
    value: u32,
}

#[inline(never)]
fn new_item(next: *mut Item, value: u32) -> *mut Item {
    Box::into_raw(Box::new(Item { next, back: ptr::null_mut(), value }))
}

fn list_dropped(index: u32) {
    let mut head = ptr::null_mut();
    for _ in 0..4 {
        head = new_item(head, index);
    }
    // SAFETY: it was just made.
    keep(&unsafe { (*head).value });
}

struct Tree {
    parent: *mut Tree,
    left: *mut Tree,
    right: *mut Tree,
    key: u32,
}

#[inline(never)]
fn new_tree(parent: *mut Tree, key: u32) -> *mut Tree {
    let (left, right) = (ptr::null_mut(), ptr::null_mut());
    Box::into_raw(Box::new(Tree { parent, left, right, key }))
}

fn tree_dropped(index: u32) {
    let root = new_tree(ptr::null_mut(), index + 100);
    // SAFETY: all of them were just made.
    unsafe {
        (*root).left = new_tree(root, index + 200);
        (*root).right = new_tree(root, index + 300);
        (*(*root).left).left = new_tree((*root).left, index + 400);
        keep(&((*root).key, (*root).parent.is_null()));
    }
}

fn ring_dropped(index: u32) {
    let first = new_item(ptr::null_mut(), index + 10);
    let mut last = first;
    for _ in 0..3 {
        let item = new_item(ptr::null_mut(), index + 10);
        // SAFETY: both were made here.
        unsafe {
            (*item).back = last;
            (*last).next = item;
        }
        last = item;
    }
    // SAFETY: as above.
    unsafe {
        (*last).next = first;
        (*first).back = last;
    }
}

fn one_in_fifty(index: u32) {
    let block = new_block(index);
    if index % 50 == 7 {
        mem::forget(block);
    }
}

#[inline(never)]
fn new_small(index: u32) -> Box<u64> {
    Box::new(index.into())
}

fn eight_bytes(index: u32) {
    for i in 0..50 {
        keep(&new_small(i));
    }
    mem::forget(new_small(index));
}

#[inline(never)]
fn new_large() -> Vec<u8> {
    vec![1; 4096]
}

fn large_and_rare(index: u32) {
    let large = new_large();
    if index % 16 == 3 {
        mem::forget(large);
    }
}

struct Request {
    body: ManuallyDrop<Vec<u32>>,
    url: String,
}

fn field_forgotten(index: u32) {
    let request = Box::new(Request {
        body: ManuallyDrop::new(new_list(index)),
        url: format!("/path/{index}"),
    });
    keep(&(request.url.len(), request.body.len()));
}

#[inline(never)]
fn parse(index: u32) -> Result<(), u32> {
    let scratch = take_bytes(72);
    if index % 3 != 0 {
        return Err(index);
    }
    // SAFETY: of the layout that it was taken with.
    unsafe { std::alloc::dealloc(scratch, Layout::from_size_align(72, 8).unwrap()) };
    Ok(())
}

fn early_return(index: u32) {
    keep(&parse(index).is_ok());
}

fn error_path(index: u32) {
    let block = Box::into_raw(new_block(index));
    if index % 7 == 0 {
        return;
    }
    // SAFETY: it was made here.
    drop(unsafe { Box::from_raw(block) });
}

#[inline(never)]
fn new_text(index: u32) -> String {
    format!("some text of number {index}")
}

fn string_leaked(index: u32) {
    keep(&Box::leak(new_text(index).into_boxed_str()).len());
}

fn late_forget(index: u32) {
    let block = new_block(index);
    if index >= 300 {
        mem::forget(block);
    }
}

fn forget_beside_cache(index: u32) {
    let cache = state!(HashMap<u32, [u8; 100]>, HashMap::new());
    cache.insert(index % 500, [1; 100]);
    mem::forget(new_small(index));
}

fn forget_under_sawtooth(index: u32) {
    let queue = state!(Vec<Vec<u8>>, Vec::new());
    queue.push(vec![1; 120]);
    if queue.len() == 280 {
        queue.clear();
    }
    mem::forget(new_small(index));
}

trait Shape {
    fn area(&self) -> f64;
}

struct Square(f64, [f64; 3]);

impl Shape for Square {
    fn area(&self) -> f64 {
        self.0 * self.0 + self.1[0]
    }
}

#[inline(never)]
fn new_shape(index: u32) -> Box<dyn Shape> {
    Box::new(Square(index.into(), [0.0; 3]))
}

fn dyn_leaked(index: u32) {
    keep(&Box::leak(new_shape(index)).area());
}

/// A cycle that counts nothing.
fn linked_back(index: u32) {
    let item = new_item(ptr::null_mut(), index + 5);
    // SAFETY: it was just made, and points to itself.
    unsafe { (*item).back = item };
}
