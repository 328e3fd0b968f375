//! Maps, sets, trees and lists that are asked to remember: for ever, or within limits.

#[macro_use]
mod parts;

use parts::{mix, observe, text, Held};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::rc::Rc;

programs! {
    session_map seen_ids ordered_index memo_results query_answers linked_history prefix_trie
    route_tree word_interner half_evicted rare_entries late_entries entries_beside_lru
    nested_index tag_set local_profiles
    lru_of_800 fifo_of_256 key_window memo_of_500 session_churn chance_replacement
    two_generations saturating_interner small_alphabet word_counts dedupe_window hourly_buckets
}

#[inline(never)]
fn open_session(operation: usize) {
    static SESSIONS: Held<Option<HashMap<u32, String>>> = Held::new(None);
    SESSIONS.or(HashMap::new).insert(operation as u32, text(operation, 25));
}

fn session_map(operation: usize) {
    open_session(operation);
}

/// One table that holds its entries itself: a single block grows.
#[inline(never)]
fn remember_id(operation: usize) {
    static SEEN: Held<Option<HashSet<u32>>> = Held::new(None);
    let seen = SEEN.or(HashSet::new);
    seen.insert(mix(operation) as u32);
    observe(&seen.len());
}

fn seen_ids(operation: usize) {
    remember_id(operation);
}

#[inline(never)]
fn index_record(operation: usize) {
    static INDEX: Held<Option<BTreeMap<u32, [u32; 3]>>> = Held::new(None);
    INDEX.or(BTreeMap::new).insert(mix(operation) as u32, [operation as u32; 3]);
}

fn ordered_index(operation: usize) {
    index_record(operation);
}

#[inline(never)]
fn memoise(operation: usize) -> u64 {
    static RESULTS: Held<Option<HashMap<(u32, u32), u64>>> = Held::new(None);
    let arguments = (operation as u32, mix(operation) as u32);
    *RESULTS.or(HashMap::new).entry(arguments).or_insert_with(|| u64::from(arguments.1) * 3)
}

fn memo_results(operation: usize) {
    observe(&memoise(operation));
    observe(&memoise(operation / 2));
}

#[inline(never)]
fn answer_query(operation: usize) -> usize {
    static ANSWERS: Held<Option<HashMap<String, Vec<u8>>>> = Held::new(None);
    let answer = ANSWERS.or(HashMap::new)
        .entry(text(operation, 14))
        .or_insert_with(|| vec![operation as u8; 40 + mix(operation) % 100]);
    answer.len()
}

fn query_answers(operation: usize) {
    observe(&answer_query(operation));
}

struct Visit {
    page: [u32; 4],
    earlier: Option<Box<Visit>>,
}

#[inline(never)]
fn push_visit(operation: usize) {
    static HISTORY: Held<Option<Box<Visit>>> = Held::new(None);
    let history = HISTORY.get();
    let earlier = history.take();
    let visit = Box::new(Visit { page: [operation as u32; 4], earlier });
    observe(&visit.page);
    observe(&visit.earlier.is_some());
    *history = Some(visit);
}

fn linked_history(operation: usize) {
    push_visit(operation);
}

#[derive(Default)]
struct TrieNode {
    words: u32,
    children: [Option<Box<TrieNode>>; 4],
}

#[inline(never)]
fn add_word(root: &mut TrieNode, mut word: usize, letters: usize) {
    let mut at = root;
    for _ in 0..letters {
        at = at.children[word % 4].get_or_insert_with(Default::default);
        word /= 4;
    }
    at.words += 1;
    observe(&at.words);
}

const TRIE: TrieNode = TrieNode { words: 0, children: [None, None, None, None] };

fn prefix_trie(operation: usize) {
    static WORDS: Held<TrieNode> = Held::new(TRIE);
    add_word(WORDS.get(), mix(operation), 12);
}

struct Route {
    key: usize,
    handler: [u8; 10],
    less: Option<Box<Route>>,
    more: Option<Box<Route>>,
}

#[inline(never)]
fn add_route(operation: usize) {
    static ROUTES: Held<Option<Box<Route>>> = Held::new(None);
    let key = mix(operation);
    let mut at = ROUTES.get();
    while let Some(route) = at {
        at = if key < route.key { &mut route.less } else { &mut route.more };
    }
    let route = Box::new(Route { key, handler: [operation as u8; 10], less: None, more: None });
    observe(&route.handler);
    *at = Some(route);
}

fn route_tree(operation: usize) {
    add_route(operation);
}

#[inline(never)]
fn intern(words: &mut HashMap<Rc<str>, u32>, word: String) -> u32 {
    if let Some(known) = words.get(word.as_str()) {
        return *known;
    }
    let number = words.len() as u32;
    words.insert(word.into(), number);
    number
}

fn word_interner(operation: usize) {
    static WORDS: Held<Option<HashMap<Rc<str>, u32>>> = Held::new(None);
    observe(&intern(WORDS.or(HashMap::new), text(operation, 11)));
    observe(&intern(WORDS.or(HashMap::new), text(operation / 3, 11)));
}

/// The order of use is cut to 100, and the entries that fall out of it stay in the map.
#[inline(never)]
fn use_entry(operation: usize) {
    static ENTRIES: Held<Option<HashMap<usize, Box<[u32; 8]>>>> = Held::new(None);
    static ORDER: Held<Option<VecDeque<usize>>> = Held::new(None);
    ENTRIES.or(HashMap::new).insert(operation, Box::new([operation as u32; 8]));
    let order = ORDER.or(VecDeque::new);
    order.push_back(operation);
    if order.len() > 100 {
        observe(&order.pop_front());
    }
}

fn half_evicted(operation: usize) {
    use_entry(operation);
}

#[inline(never)]
fn store_profile(profiles: &mut HashMap<usize, String>, key: usize) {
    profiles.entry(key).or_insert_with(|| text(key, 60));
}

/// Of fifty look-ups, one is of a key that was never there.
fn rare_entries(operation: usize) {
    static PROFILES: Held<Option<HashMap<usize, String>>> = Held::new(None);
    let key = if operation % 50 == 21 { 1000 + operation } else { mix(operation) % 20 };
    store_profile(PROFILES.or(HashMap::new), key);
}

fn late_entries(operation: usize) {
    static PROFILES: Held<Option<HashMap<usize, String>>> = Held::new(None);
    store_profile(PROFILES.or(HashMap::new), if operation < 300 { operation % 16 } else { operation });
}

/// One cache is bounded, and fills for as long; another is not.
fn entries_beside_lru(operation: usize) {
    static RECENT: Held<Option<BTreeMap<usize, Vec<u8>>>> = Held::new(None);
    static TITLES: Held<Option<HashMap<usize, String>>> = Held::new(None);
    let recent = RECENT.or(BTreeMap::new);
    recent.insert(operation, vec![operation as u8; 120]);
    if recent.len() > 800 {
        recent.remove(&(operation - 800));
    }
    if operation % 8 == 5 {
        store_profile(TITLES.or(HashMap::new), operation);
    }
}

#[inline(never)]
fn index_by_kind(operation: usize) {
    static KINDS: Held<Option<BTreeMap<u8, BTreeMap<u32, u64>>>> = Held::new(None);
    let kind = (mix(operation) % 7) as u8;
    KINDS.or(BTreeMap::new).entry(kind).or_default().insert(operation as u32, 1);
}

fn nested_index(operation: usize) {
    index_by_kind(operation);
}

#[inline(never)]
fn add_tag(operation: usize) {
    static TAGS: Held<Option<BTreeSet<String>>> = Held::new(None);
    TAGS.or(BTreeSet::new).insert(text(operation, 22));
}

fn tag_set(operation: usize) {
    add_tag(operation);
}

#[inline(never)]
fn remember_profile(operation: usize) {
    thread_local! {
        static PROFILES: RefCell<HashMap<usize, Rc<RefCell<Vec<u16>>>>> =
            RefCell::new(HashMap::new());
    }
    PROFILES.with(|profiles| {
        let made = Rc::new(RefCell::new(vec![7; 6]));
        profiles.borrow_mut().insert(operation, made.clone());
        made.borrow_mut()[0] = operation as u16;
        observe(&made.borrow()[0]);
    });
}

fn local_profiles(operation: usize) {
    remember_profile(operation);
}

struct Lru {
    entries: HashMap<usize, (usize, String)>,
    used: BTreeMap<usize, usize>,
    clock: usize,
}

impl Lru {
    fn get(&mut self, key: usize, most: usize) {
        self.clock += 1;
        if let Some((used, _)) = self.entries.get_mut(&key) {
            self.used.remove(used);
            *used = self.clock;
        } else {
            if self.entries.len() == most {
                let (&oldest, &evicted) = self.used.iter().next().unwrap();
                self.used.remove(&oldest);
                self.entries.remove(&evicted);
            }
            self.entries.insert(key, (self.clock, text(key, 48)));
        }
        self.used.insert(self.clock, key);
    }
}

/// Mostly new keys, and then and again an old one.
fn lru_of_800(operation: usize) {
    static CACHE: Held<Option<Lru>> = Held::new(None);
    let cache =
        CACHE.or(|| Lru { entries: HashMap::new(), used: BTreeMap::new(), clock: 0 });
    cache.get(operation, 800);
    cache.get(operation - mix(operation) % (operation.min(100) + 1), 800);
}

fn fifo_of_256(operation: usize) {
    static ENTRIES: Held<Option<HashMap<usize, Vec<u32>>>> = Held::new(None);
    static ORDER: Held<Option<VecDeque<usize>>> = Held::new(None);
    ENTRIES.or(HashMap::new).insert(operation, vec![1; 20]);
    ORDER.or(VecDeque::new).push_back(operation);
    if ORDER.or(VecDeque::new).len() > 256 {
        let oldest = ORDER.or(VecDeque::new).pop_front().unwrap();
        ENTRIES.or(HashMap::new).remove(&oldest);
    }
}

/// The window moves: keys are always new, and the nodes of the tree as well.
fn key_window(operation: usize) {
    static WINDOW: Held<Option<BTreeMap<usize, Box<[u8; 30]>>>> = Held::new(None);
    let window = WINDOW.or(BTreeMap::new);
    window.insert(operation, Box::new([operation as u8; 30]));
    if operation % 50 == 49 {
        *window = window.split_off(&operation.saturating_sub(200));
    }
}

fn memo_of_500(operation: usize) {
    static RESULTS: Held<Option<HashMap<usize, Box<u64>>>> = Held::new(None);
    let key = operation * 167 % 500;
    let result = RESULTS.or(HashMap::new).entry(key).or_insert_with(|| Box::new(key as u64 * 3));
    observe(&**result);
}

/// Each session lives for a hundred operations, and its key never comes back.
fn session_churn(operation: usize) {
    static SESSIONS: Held<Option<HashMap<usize, (String, Vec<u32>)>>> = Held::new(None);
    let sessions = SESSIONS.or(HashMap::new);
    sessions.insert(operation, (text(operation, 20), vec![0; 1 + mix(operation) % 12]));
    if operation >= 100 {
        sessions.remove(&(operation - 100));
    }
}

fn chance_replacement(operation: usize) {
    const NONE: Option<Box<(usize, String)>> = None;
    static SLOTS: Held<[Option<Box<(usize, String)>>; 128]> = Held::new([NONE; 128]);
    let slot = mix(operation) % 128;
    SLOTS.get()[slot] = Some(Box::new((operation, text(operation, 20 + slot % 50))));
}

/// What the young generation has no more room for becomes the old one, and the old one goes.
fn two_generations(operation: usize) {
    static YOUNG: Held<Option<HashMap<usize, String>>> = Held::new(None);
    static OLD: Held<Option<HashMap<usize, String>>> = Held::new(None);
    YOUNG.or(HashMap::new).insert(operation, text(operation, 28));
    if YOUNG.or(HashMap::new).len() == 400 {
        *OLD.or(HashMap::new) = std::mem::take(YOUNG.or(HashMap::new));
    }
    observe(&OLD.or(HashMap::new).get(&(operation / 2)).is_some());
}

/// Each of 300 words is met within 600 operations, and then none is new.
fn saturating_interner(operation: usize) {
    static WORDS: Held<Option<HashMap<Rc<str>, u32>>> = Held::new(None);
    observe(&intern(WORDS.or(HashMap::new), text(operation / 2 * 7 % 300, 13)));
    observe(&intern(WORDS.or(HashMap::new), text(mix(operation) % (1 + operation % 300), 13)));
}

/// Words of five letters out of four: a tree that is complete after 1024 words at the latest.
fn small_alphabet(operation: usize) {
    static WORDS: Held<TrieNode> = Held::new(TRIE);
    add_word(WORDS.get(), operation * 389 % 1024, 5);
    add_word(WORDS.get(), (operation * 389 + 512) % 1024, 5);
}

fn word_counts(operation: usize) {
    static COUNTS: Held<Option<BTreeMap<&'static str, u64>>> = Held::new(None);
    for (at, word) in ["the", "a", "of", "and", "to", "in", "is"].iter().enumerate() {
        *COUNTS.or(BTreeMap::new).entry(word).or_default() += (operation % (at + 1)) as u64;
    }
}

fn dedupe_window(operation: usize) {
    static SEEN: Held<Option<HashSet<String>>> = Held::new(None);
    static ORDER: Held<Option<VecDeque<String>>> = Held::new(None);
    let name = text(mix(operation), 12);
    if SEEN.or(HashSet::new).insert(name.clone()) {
        ORDER.or(VecDeque::new).push_back(name);
    }
    if ORDER.or(VecDeque::new).len() > 300 {
        let oldest = ORDER.or(VecDeque::new).pop_front().unwrap();
        SEEN.or(HashSet::new).remove(&oldest);
    }
}

/// Twelve buckets, one for 40 operations each: the one that comes round is emptied.
fn hourly_buckets(operation: usize) {
    static BUCKETS: Held<Option<BTreeMap<usize, Vec<String>>>> = Held::new(None);
    let bucket = BUCKETS.or(BTreeMap::new).entry(operation / 40 % 12).or_default();
    if operation % 40 == 0 {
        bucket.clear();
    }
    bucket.push(text(operation, 16));
}
