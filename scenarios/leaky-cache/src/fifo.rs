use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use tracking_alloc::{keep, Tally};

const BOUND: usize = 400;

struct Session {
    data: Vec<u8>,
    _tally: Tally,
}

thread_local! {
    static CACHE: RefCell<HashMap<String, Session>> = RefCell::new(HashMap::new());
    static OLDEST_FIRST: RefCell<VecDeque<String>> = RefCell::new(VecDeque::new());
}

pub fn operation(index: u32) {
    let key = format!("session-{index:010}");
    CACHE.with(|cache| {
        let mut cache = cache.borrow_mut();
        if cache.len() == BOUND {
            evict_oldest(&mut cache);
        }
        OLDEST_FIRST.with(|keys| keys.borrow_mut().push_back(key.clone()));
        cache.insert(key, load());
    });
}

fn evict_oldest(cache: &mut HashMap<String, Session>) {
    let oldest = OLDEST_FIRST.with(|keys| keys.borrow_mut().pop_front());
    if let Some(key) = oldest {
        cache.remove(&key);
    }
}

fn load() -> Session {
    let session = Session {
        data: vec![0; 1024],
        _tally: Tally::new(),
    };
    keep(&session.data);
    session
}
