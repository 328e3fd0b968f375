use std::cell::RefCell;
use std::collections::HashMap;
use tracking_alloc::{keep, Tally};

struct Session {
    data: Vec<u8>,
    _tally: Tally,
}

thread_local! {
    static CACHE: RefCell<HashMap<String, Session>> = RefCell::new(HashMap::new());
}

pub fn operation(index: u32) {
    let key = format!("session-{index:010}");
    CACHE.with(|cache| {
        let mut cache = cache.borrow_mut();
        cache.insert(key, load());
    });
}

fn load() -> Session {
    let session = Session {
        data: vec![0; 1024],
        _tally: Tally::new(),
    };
    keep(&session.data);
    session
}
