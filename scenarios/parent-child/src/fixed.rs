use std::cell::RefCell;
use std::rc::{Rc, Weak};
use tracking_alloc::{keep, Tally};

const CHILDREN: usize = 3;

struct Parent {
    id: u32,
    children: RefCell<Vec<Rc<Child>>>,
    _tally: Tally,
}

struct Child {
    parent: Weak<Parent>,
    _tally: Tally,
}

pub fn operation(index: u32) {
    let parent = Rc::new(Parent {
        id: index,
        children: RefCell::new(Vec::with_capacity(CHILDREN)),
        _tally: Tally::new(),
    });
    for _ in 0..CHILDREN {
        let child = Rc::new(Child {
            parent: Rc::downgrade(&parent),
            _tally: Tally::new(),
        });
        keep(&child.parent);
        parent.children.borrow_mut().push(child);
    }
    keep(&parent.id);
}
