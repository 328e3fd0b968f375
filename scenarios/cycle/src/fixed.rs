use std::cell::RefCell;
use std::rc::{Rc, Weak};
use tracking_alloc::{keep, Tally};

struct Node {
    id: u32,
    next: Option<Rc<RefCell<Node>>>,
    back: Option<Weak<RefCell<Node>>>,
    _tally: Tally,
}

pub fn operation(index: u32) {
    let a = node(index);
    let b = node(index);
    a.borrow_mut().next = Some(Rc::clone(&b));
    b.borrow_mut().back = Some(Rc::downgrade(&a));
    keep(&a.borrow().next);
    keep(&b.borrow().back);
}

fn node(id: u32) -> Rc<RefCell<Node>> {
    let node = Node {
        id,
        next: None,
        back: None,
        _tally: Tally::new(),
    };
    keep(&node.id);
    Rc::new(RefCell::new(node))
}
