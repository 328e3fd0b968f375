use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use tracking_alloc::{keep, Tally};

const BOUND: usize = 400;
/// Read at every operation: it must outlive every other entry though it is the oldest.
const HOT: &str = "session-of-admin";

struct Session {
    data: Vec<u8>,
    _tally: Tally,
}

thread_local! {
    static CACHE: RefCell<Lru<Session>> = RefCell::new(Lru::new(BOUND));
}

pub fn operation(index: u32) {
    let key = format!("session-{index:010}");
    CACHE.with(|cache| {
        let mut cache = cache.borrow_mut();
        cache.insert(key, load());
        if cache.get(HOT).is_none() {
            cache.insert(HOT.to_string(), load());
        }
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

/// Least recently used leaves first. Every method is O(1): the entries are a doubly linked list,
/// ordered by use, in one Vec; links are places in it, and the map leads from a key to its place.
struct Lru<V> {
    bound: usize,
    places: HashMap<Rc<str>, usize>,
    entries: Vec<Entry<V>>,
    newest: usize,
    oldest: usize,
}

struct Entry<V> {
    key: Rc<str>,
    value: V,
    newer: usize,
    older: usize,
}

/// The link of an entry that has no neighbour on that side.
const NONE: usize = usize::MAX;

impl<V> Lru<V> {
    fn new(bound: usize) -> Self {
        assert!(bound > 0, "an LRU needs room for one entry");
        Lru {
            bound,
            places: HashMap::new(),
            entries: Vec::new(),
            newest: NONE,
            oldest: NONE,
        }
    }

    fn get(&mut self, key: &str) -> Option<&V> {
        let place = *self.places.get(key)?;
        self.refresh(place);
        Some(&self.entries[place].value)
    }

    fn insert(&mut self, key: String, value: V) {
        if let Some(&place) = self.places.get(key.as_str()) {
            self.entries[place].value = value;
            self.refresh(place);
            return;
        }
        let key: Rc<str> = key.into();
        let place = self.store(Rc::clone(&key), value);
        self.places.insert(key, place);
        self.link_newest(place);
    }

    /// In a new place, or once full in that of the least recently used entry, which leaves.
    fn store(&mut self, key: Rc<str>, value: V) -> usize {
        let entry = Entry {
            key,
            value,
            newer: NONE,
            older: NONE,
        };
        if self.entries.len() < self.bound {
            self.entries.push(entry);
            return self.entries.len() - 1;
        }
        let place = self.oldest;
        self.unlink(place);
        self.places.remove(&self.entries[place].key);
        self.entries[place] = entry;
        place
    }

    fn refresh(&mut self, place: usize) {
        if place != self.newest {
            self.unlink(place);
            self.link_newest(place);
        }
    }

    fn unlink(&mut self, place: usize) {
        let Entry { newer, older, .. } = self.entries[place];
        match newer {
            NONE => self.newest = older,
            _ => self.entries[newer].older = older,
        }
        match older {
            NONE => self.oldest = newer,
            _ => self.entries[older].newer = newer,
        }
    }

    fn link_newest(&mut self, place: usize) {
        let older = self.newest;
        self.entries[place].newer = NONE;
        self.entries[place].older = older;
        match older {
            NONE => self.oldest = place,
            _ => self.entries[older].newer = place,
        }
        self.newest = place;
    }
}

#[cfg(test)]
mod tests {
    use super::Lru;

    fn filled(keys: &[&str]) -> Lru<usize> {
        let mut cache = Lru::new(3);
        for (value, key) in keys.iter().enumerate() {
            cache.insert(key.to_string(), value);
        }
        cache
    }

    #[test]
    fn the_oldest_leaves_where_nothing_was_read() {
        let mut cache = filled(&["a", "b", "c", "d"]);
        assert_eq!(cache.get("a"), None);
        assert_eq!(cache.get("b"), Some(&1));
        assert_eq!(cache.get("d"), Some(&3));
    }

    #[test]
    fn a_read_or_a_write_keeps_an_entry_alive() {
        let mut cache = filled(&["a", "b", "c"]);
        cache.get("a");
        cache.insert("b".to_string(), 9);
        cache.insert("d".to_string(), 3);
        assert_eq!(cache.get("c"), None);
        assert_eq!(cache.get("a"), Some(&0));
        assert_eq!(cache.get("b"), Some(&9));
    }

    #[test]
    fn agrees_with_a_slow_model_over_many_random_steps() {
        let mut cache = Lru::new(4);
        let mut newest_first: Vec<(u32, u32)> = Vec::new();
        let mut random: u32 = 1;
        for step in 0..10_000 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = (random >> 16) % 7;
            let known = newest_first.iter().position(|entry| entry.0 == key);
            let entry = known.map(|at| newest_first.remove(at));
            if random >> 31 == 0 {
                assert_eq!(cache.get(&key.to_string()), entry.as_ref().map(|e| &e.1));
                newest_first.splice(0..0, entry);
            } else {
                cache.insert(key.to_string(), step);
                newest_first.insert(0, (key, step));
                newest_first.truncate(4);
            }
            assert_eq!(cache.places.len(), newest_first.len());
        }
    }
}
