//! Reference counts that keep each other up, and graphs that look like it and are not.

#[macro_use]
mod parts;

use parts::{mix, observe, text, Held};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use std::sync::{Arc, Mutex};

programs! {
    paired_peers family_tree round_table self_portrait listener_circle trait_ring
    arc_couple heavy_ring rare_ring late_ring ring_beside_cache strong_chain mesh_of_four
    untied_ring weak_parents pruned_observers single_ring kept_rings arc_departments
}

/// Any number of strong edges to others of its kind.
struct Node {
    id: usize,
    edges: RefCell<Vec<Rc<Node>>>,
}

fn node(id: usize) -> Rc<Node> {
    Rc::new(Node { id, edges: RefCell::new(Vec::new()) })
}

/// At most one.
struct Link {
    id: usize,
    next: RefCell<Option<Rc<Link>>>,
}

fn link(id: usize) -> Rc<Link> {
    Rc::new(Link { id, next: RefCell::new(None) })
}

/// The ring's first; all of it stays while `next` is set.
#[inline(never)]
fn tie_ring(length: usize) -> Rc<Link> {
    let first = link(0);
    let mut last = first.clone();
    for id in 1..length {
        let next = link(id);
        *last.next.borrow_mut() = Some(next.clone());
        last = next;
    }
    *last.next.borrow_mut() = Some(first.clone());
    observe(&first.id);
    first
}

fn untie(ring: &Rc<Link>) {
    ring.next.borrow_mut().take();
}

#[inline(never)]
fn join_peers() {
    let one = link(1);
    let other = link(2);
    *one.next.borrow_mut() = Some(other.clone());
    *other.next.borrow_mut() = Some(one.clone());
    observe(&*one);
}

fn paired_peers(_: usize) {
    join_peers();
}

struct Parent {
    name: usize,
    children: RefCell<Vec<Rc<Child>>>,
}

struct Child {
    age: usize,
    _parent: Rc<Parent>,
}

#[inline(never)]
fn raise_children(operation: usize) {
    let parent = Rc::new(Parent { name: operation, children: RefCell::new(Vec::with_capacity(3)) });
    for age in 0..3 {
        let child = Rc::new(Child { age, _parent: parent.clone() });
        observe(&child.age);
        parent.children.borrow_mut().push(child);
    }
    observe(&parent.name);
}

fn family_tree(operation: usize) {
    raise_children(operation);
}

fn round_table(operation: usize) {
    tie_ring(3 + operation % 48);
}

#[inline(never)]
fn paint_itself(operation: usize) {
    let portrait = link(operation);
    *portrait.next.borrow_mut() = Some(portrait.clone());
    observe(&portrait.id);
}

fn self_portrait(operation: usize) {
    paint_itself(operation);
}

struct Emitter {
    fired: Cell<usize>,
    listeners: RefCell<Vec<Box<dyn Fn(usize)>>>,
}

/// The closure owns the emitter that owns the closure.
#[inline(never)]
fn subscribe_itself(operation: usize) {
    let emitter = Rc::new(Emitter { fired: Cell::new(0), listeners: RefCell::new(Vec::new()) });
    let captured = emitter.clone();
    emitter
        .listeners
        .borrow_mut()
        .push(Box::new(move |by| captured.fired.set(captured.fired.get() + by)));
    for listener in emitter.listeners.borrow().iter() {
        listener(operation);
    }
    observe(&emitter.fired);
}

fn listener_circle(operation: usize) {
    subscribe_itself(operation);
}

trait Station {
    fn connect(&self, next: Rc<dyn Station>);
    fn number(&self) -> usize;
}

struct Depot {
    number: usize,
    next: RefCell<Option<Rc<dyn Station>>>,
}

struct Terminal {
    gates: [usize; 4],
    next: RefCell<Vec<Rc<dyn Station>>>,
}

impl Station for Depot {
    fn connect(&self, next: Rc<dyn Station>) {
        *self.next.borrow_mut() = Some(next);
    }
    fn number(&self) -> usize {
        self.number
    }
}

impl Station for Terminal {
    fn connect(&self, next: Rc<dyn Station>) {
        self.next.borrow_mut().push(next);
    }
    fn number(&self) -> usize {
        self.gates[0]
    }
}

#[inline(never)]
fn connect_stations(operation: usize) {
    let stations: [Rc<dyn Station>; 3] = [
        Rc::new(Depot { number: operation, next: RefCell::new(None) }),
        Rc::new(Terminal { gates: [operation; 4], next: RefCell::new(Vec::with_capacity(2)) }),
        Rc::new(Depot { number: operation, next: RefCell::new(None) }),
    ];
    for at in 0..3 {
        stations[at].connect(stations[(at + 1) % 3].clone());
        observe(&stations[at].number());
        observe(&*stations[at]);
    }
}

fn trait_ring(operation: usize) {
    connect_stations(operation);
}

struct Partner {
    since: usize,
    other: Mutex<Option<Arc<Partner>>>,
}

#[inline(never)]
fn marry(operation: usize) {
    let one = Arc::new(Partner { since: operation, other: Mutex::new(None) });
    let other = Arc::new(Partner { since: operation, other: Mutex::new(Some(one.clone())) });
    *one.other.lock().unwrap() = Some(other);
    observe(&one.since);
}

fn arc_couple(operation: usize) {
    marry(operation);
}

struct Document {
    pages: Vec<u8>,
    related: RefCell<Option<Rc<Document>>>,
}

/// Two blocks hold each other, and two more that no count is kept of.
#[inline(never)]
fn relate_documents(operation: usize) {
    let make = || Rc::new(Document { pages: vec![operation as u8; 600], related: RefCell::new(None) });
    let (one, other) = (make(), make());
    *one.related.borrow_mut() = Some(other.clone());
    *other.related.borrow_mut() = Some(one.clone());
    observe(&one.pages[..]);
    observe(&other.pages[..]);
}

fn heavy_ring(operation: usize) {
    relate_documents(operation);
}

#[inline(never)]
fn forget_to_untie(length: usize) {
    tie_ring(length);
}

fn rare_ring(operation: usize) {
    if operation % 50 == 17 {
        forget_to_untie(6);
    } else {
        untie(&tie_ring(6));
    }
}

fn late_ring(operation: usize) {
    if operation >= 300 {
        forget_to_untie(4);
    } else {
        untie(&tie_ring(4));
    }
}

fn ring_beside_cache(operation: usize) {
    static CACHE: Held<Vec<Option<Rc<Link>>>> = Held::new(Vec::new());
    let cache = CACHE.get();
    if cache.is_empty() {
        cache.resize(800, None);
    }
    cache[operation % 800] = Some(link(operation));
    if operation % 10 == 3 {
        forget_to_untie(3);
    }
}

struct Wagon {
    load: [u8; 20],
    ahead: RefCell<Option<Rc<Wagon>>>,
    behind: RefCell<Option<Rc<Wagon>>>,
}

/// A doubly linked list, strong in both directions.
#[inline(never)]
fn couple_wagons(operation: usize) {
    let wagon = || {
        let load = [operation as u8; 20];
        Rc::new(Wagon { load, ahead: RefCell::new(None), behind: RefCell::new(None) })
    };
    let engine = wagon();
    let mut last = engine.clone();
    for _ in 0..4 {
        let next = wagon();
        *next.ahead.borrow_mut() = Some(last.clone());
        *last.behind.borrow_mut() = Some(next.clone());
        last = next;
    }
    observe(&engine.load);
}

fn strong_chain(operation: usize) {
    couple_wagons(operation);
}

#[inline(never)]
fn weave_mesh(operation: usize) -> Vec<Rc<Node>> {
    let nodes: Vec<_> = (0..4).map(|at| node(operation + at)).collect();
    for from in &nodes {
        for to in nodes.iter().filter(|to| !Rc::ptr_eq(from, to)) {
            from.edges.borrow_mut().push(to.clone());
        }
        observe(&from.id);
    }
    nodes
}

fn mesh_of_four(operation: usize) {
    weave_mesh(operation);
}

/// Tied, walked once around, and untied by hand.
fn untied_ring(operation: usize) {
    let ring = tie_ring(2 + operation % 30);
    let mut at = ring.next.borrow().clone().unwrap();
    while !Rc::ptr_eq(&at, &ring) {
        let next = at.next.borrow().clone().unwrap();
        at = next;
    }
    untie(&ring);
}

struct Leaf {
    id: usize,
    parent: Weak<Branch>,
}

struct Branch {
    id: usize,
    leaves: RefCell<Vec<Rc<Leaf>>>,
}

fn weak_parents(operation: usize) {
    let branch = Rc::new(Branch { id: operation, leaves: RefCell::new(Vec::new()) });
    for id in 0..5 {
        let leaf = Rc::new(Leaf { id, parent: Rc::downgrade(&branch) });
        observe(&leaf.id);
        branch.leaves.borrow_mut().push(leaf);
    }
    let parent = branch.leaves.borrow()[0].parent.upgrade().unwrap();
    observe(&parent.id);
}

/// Weak references of observers that are gone are swept out at each 200th operation only.
fn pruned_observers(operation: usize) {
    static OBSERVERS: Held<Vec<Weak<Node>>> = Held::new(Vec::new());
    static ALIVE: Held<Option<VecDeque<Rc<Node>>>> = Held::new(None);
    let observer = node(operation);
    OBSERVERS.get().push(Rc::downgrade(&observer));
    let alive = ALIVE.or(VecDeque::new);
    alive.push_back(observer);
    if alive.len() > 20 {
        alive.pop_front();
    }
    if operation % 200 == 199 {
        OBSERVERS.get().retain(|observer| observer.strong_count() > 0);
    }
}

/// One ring is never untied: the first.
fn single_ring(operation: usize) {
    let ring = tie_ring(12);
    if operation > 0 {
        untie(&ring);
    }
}

/// 120 meshes are kept, cycles and all. What makes room has its edges cut first.
fn kept_rings(operation: usize) {
    static MESHES: Held<Option<VecDeque<Vec<Rc<Node>>>>> = Held::new(None);
    let meshes = MESHES.or(VecDeque::new);
    meshes.push_back(weave_mesh(operation));
    if meshes.len() > 120 {
        let oldest = meshes.pop_front().unwrap();
        for node in &oldest {
            node.edges.borrow_mut().clear();
        }
    }
}

struct Person {
    name: String,
    boss: Mutex<std::sync::Weak<Person>>,
    staff: Mutex<Vec<Arc<Person>>>,
}

/// 60 departments, each with a chief and staff who know their chief weakly.
fn arc_departments(operation: usize) {
    static DEPARTMENTS: Held<Vec<Option<Arc<Person>>>> = Held::new(Vec::new());
    let person = |n: usize| {
        let boss = Mutex::new(std::sync::Weak::new());
        Arc::new(Person { name: text(n, 12), boss, staff: Mutex::new(Vec::new()) })
    };
    let chief = person(operation);
    for member in 0..1 + mix(operation % 60) % 4 {
        let worker = person(member);
        *worker.boss.lock().unwrap() = Arc::downgrade(&chief);
        observe(worker.name.as_str());
        chief.staff.lock().unwrap().push(worker);
    }
    let departments = DEPARTMENTS.get();
    if departments.is_empty() {
        departments.resize(60, None);
    }
    let old = departments[operation % 60].replace(chief);
    if let Some(old) = old {
        for worker in old.staff.lock().unwrap().iter() {
            observe(&worker.boss.lock().unwrap().upgrade().is_some());
        }
    }
}
