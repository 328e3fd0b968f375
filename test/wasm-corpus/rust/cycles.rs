//! Leaks by reference counts that keep each other from falling to 0.
#[macro_use]
mod corpus;
use corpus::keep;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

programs!(
    rc_pair, rc_self, arc_pair, ring_of_5, ring_of_40, parent_children, dyn_cycle, closure_cycle,
    payload_cycle, rare_cycle, late_cycle, observers, doubly_linked_rc, cycle_under_sawtooth,
    cycle_beside_cache, boxed_cycle, tree_with_strong_parents,
);

#[derive(Default)]
struct Node {
    next: RefCell<Option<Rc<Node>>>,
    value: u32,
}

#[inline(never)]
fn new_node(value: u32) -> Rc<Node> {
    Rc::new(Node { next: RefCell::new(None), value })
}

fn ring(length: u32, value: u32) {
    let first = new_node(value);
    let mut last = first.clone();
    for _ in 1..length {
        let node = new_node(value);
        *last.next.borrow_mut() = Some(node.clone());
        last = node;
    }
    *last.next.borrow_mut() = Some(first.clone());
    keep(&first);
}

fn rc_pair(index: u32) {
    ring(2, index);
}

fn rc_self(index: u32) {
    ring(1, index);
}

fn ring_of_5(index: u32) {
    ring(5, index);
}

fn ring_of_40(index: u32) {
    ring(40, index);
}

struct Peer {
    other: Mutex<Option<Arc<Peer>>>,
    id: u64,
}

#[inline(never)]
fn new_peer(id: u64) -> Arc<Peer> {
    Arc::new(Peer { other: Mutex::new(None), id })
}

fn arc_pair(index: u32) {
    let (a, b) = (new_peer(index.into()), new_peer(0));
    *a.other.lock().unwrap() = Some(b.clone());
    *b.other.lock().unwrap() = Some(a.clone());
    keep(&(a.id + b.id));
}

struct Parent {
    children: RefCell<Vec<Rc<Child>>>,
}

struct Child {
    parent: Rc<Parent>,
    number: u32,
}

#[inline(never)]
fn new_child(parent: &Rc<Parent>, number: u32) -> Rc<Child> {
    Rc::new(Child { parent: parent.clone(), number })
}

fn parent_children(_: u32) {
    let parent = Rc::new(Parent { children: RefCell::new(Vec::new()) });
    for number in 0..3 {
        let child = new_child(&parent, number);
        keep(&child.number);
        keep(&Rc::as_ptr(&child.parent));
        parent.children.borrow_mut().push(child);
    }
}

trait Handler {
    fn attach(&self, other: Rc<dyn Handler>);
}

struct Service {
    handlers: RefCell<Vec<Rc<dyn Handler>>>,
    name: [u8; 16],
}

impl Handler for Service {
    fn attach(&self, other: Rc<dyn Handler>) {
        keep(&self.name);
        self.handlers.borrow_mut().push(other);
    }
}

#[inline(never)]
fn new_service() -> Rc<dyn Handler> {
    Rc::new(Service { handlers: RefCell::new(Vec::new()), name: [7; 16] })
}

fn dyn_cycle(_: u32) {
    let (a, b) = (new_service(), new_service());
    a.attach(b.clone());
    b.attach(a);
}

struct Button {
    on_click: RefCell<Option<Box<dyn Fn() -> u32>>>,
    clicks: u32,
}

#[inline(never)]
fn new_button(clicks: u32) -> Rc<Button> {
    Rc::new(Button { on_click: RefCell::new(None), clicks })
}

fn closure_cycle(index: u32) {
    let button = new_button(index);
    let own = button.clone();
    *button.on_click.borrow_mut() = Some(Box::new(move || own.clicks + 1));
    keep(&button.on_click.borrow().as_ref().unwrap()());
}

struct Document {
    title: String,
    pages: Vec<u64>,
    editor: RefCell<Option<Rc<Document>>>,
}

#[inline(never)]
fn new_document(index: u32) -> Rc<Document> {
    Rc::new(Document {
        title: format!("document {index}"),
        pages: vec![1; 12],
        editor: RefCell::new(None),
    })
}

fn payload_cycle(index: u32) {
    let (a, b) = (new_document(index), new_document(index));
    keep(&(a.title.len() + a.pages.len()));
    *a.editor.borrow_mut() = Some(b.clone());
    *b.editor.borrow_mut() = Some(a);
}

fn rare_cycle(index: u32) {
    if index % 10 == 9 {
        ring(2, index);
    } else {
        keep(&new_node(index).value);
    }
}

fn late_cycle(index: u32) {
    if index >= 300 {
        ring(2, index);
    }
}

struct Topic {
    observers: RefCell<Vec<Box<Observer>>>,
}

struct Observer {
    topic: Rc<Topic>,
    seen: u32,
}

#[inline(never)]
fn new_observer(topic: &Rc<Topic>) -> Box<Observer> {
    Box::new(Observer { topic: topic.clone(), seen: 0 })
}

fn observers(_: u32) {
    let topic = Rc::new(Topic { observers: RefCell::new(Vec::new()) });
    for _ in 0..2 {
        let observer = new_observer(&topic);
        keep(&observer.seen);
        keep(&Rc::strong_count(&observer.topic));
        topic.observers.borrow_mut().push(observer);
    }
}

struct Link {
    next: RefCell<Option<Rc<Link>>>,
    back: RefCell<Option<Rc<Link>>>,
}

#[inline(never)]
fn new_link() -> Rc<Link> {
    Rc::new(Link { next: RefCell::new(None), back: RefCell::new(None) })
}

fn doubly_linked_rc(_: u32) {
    let first = new_link();
    let mut last = first.clone();
    for _ in 0..3 {
        let link = new_link();
        *link.back.borrow_mut() = Some(last.clone());
        *last.next.borrow_mut() = Some(link.clone());
        last = link;
    }
    keep(&first);
}

fn cycle_under_sawtooth(index: u32) {
    let queue = state!(Vec<Vec<u8>>, Vec::new());
    queue.push(vec![1; 100]);
    if queue.len() == 300 {
        queue.clear();
    }
    ring(2, index);
}

fn cycle_beside_cache(index: u32) {
    let cache = state!(HashMap<u32, [u8; 64]>, HashMap::new());
    cache.insert(index % 400, [3; 64]);
    ring(2, index);
}

struct Outer {
    inner: RefCell<Option<Box<Inner>>>,
}

struct Inner {
    owner: Rc<Outer>,
    padding: [u32; 5],
}

#[inline(never)]
fn new_inner(owner: &Rc<Outer>) -> Box<Inner> {
    Box::new(Inner { owner: owner.clone(), padding: [9; 5] })
}

fn boxed_cycle(_: u32) {
    let outer = Rc::new(Outer { inner: RefCell::new(None) });
    let inner = new_inner(&outer);
    keep(&inner.padding);
    keep(&Rc::as_ptr(&inner.owner));
    *outer.inner.borrow_mut() = Some(inner);
}

struct Branch {
    parent: RefCell<Option<Rc<Branch>>>,
    left: RefCell<Option<Rc<Branch>>>,
    right: RefCell<Option<Rc<Branch>>>,
}

#[inline(never)]
fn new_branch() -> Rc<Branch> {
    Rc::new(Branch {
        parent: RefCell::new(None),
        left: RefCell::new(None),
        right: RefCell::new(None),
    })
}

fn tree_with_strong_parents(_: u32) {
    let root = new_branch();
    for side in [&root.left, &root.right] {
        let child = new_branch();
        *child.parent.borrow_mut() = Some(root.clone());
        *side.borrow_mut() = Some(child);
    }
}
