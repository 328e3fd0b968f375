// The incremental runtime: garbage is collected while the program allocates.
import { mix, noise, observe, text } from './parts';

class Point {
  constructor(
    public x: f64,
    public y: f64,
  ) {}
}

class Move {
  constructor(
    public at: i32,
    public earlier: Move | null,
  ) {}
}

class Person {
  friends: Array<Person> = [];
  partner: Person | null = null;
  constructor(public name: string) {}
}

class Letter {
  words: i32 = 0;
  children: StaticArray<Letter | null> = new StaticArray<Letter | null>(4);
}

// What grows.

const numbers: Array<i32> = [];
function appendNumbers(n: i32): void {
  numbers.push(n);
  numbers.push(n * 2);
}
export function number_list(n: i32): void {
  appendNumbers(n);
}
export function number_list_noisy(n: i32): void {
  noise(n);
  number_list(n);
}

let samples = new Float64Array(8);
let sampled = 0;
function appendSample(n: i32): void {
  if (sampled == samples.length) {
    const larger = new Float64Array(2 * sampled);
    larger.set(samples);
    samples = larger;
  }
  samples[sampled++] = n;
}
export function sample_window(n: i32): void {
  appendSample(n);
}
export function sample_window_noisy(n: i32): void {
  noise(n);
  sample_window(n);
}

const track: Array<Point> = [];
function appendPoint(n: i32): void {
  track.push(new Point(n, n * 0.5));
}
export function point_track(n: i32): void {
  appendPoint(n);
}
export function point_track_noisy(n: i32): void {
  noise(n);
  point_track(n);
}

const messages: Array<string> = [];
function appendMessage(n: i32): void {
  messages.push(text(n, 20));
}
export function message_list(n: i32): void {
  appendMessage(n);
}
export function message_list_noisy(n: i32): void {
  noise(n);
  message_list(n);
}

/** Of five events four are handled, and the array of those that wait is filled from both ends. */
const backlog: Array<StaticArray<u8>> = [];
let handled: Array<StaticArray<u8>> = [];
function queueEvents(n: i32): void {
  for (let at = 0; at < 5; at++) backlog.push(new StaticArray<u8>(24));
  for (let at = 0; at < 4; at++) handled.push(backlog.pop());
  if (handled.length >= 400) handled = [];
  observe(<usize>n);
}
export function event_backlog(n: i32): void {
  queueEvents(n);
}
export function event_backlog_noisy(n: i32): void {
  noise(n);
  event_backlog(n);
}

/** Texts never change: each addition makes the whole anew, and the old one is garbage. */
let diary = '';
function appendToDiary(n: i32): void {
  diary += n % 3 == 0 ? 'abcd' : 'ef';
}
export function diary_text(n: i32): void {
  appendToDiary(n);
}
export function diary_text_noisy(n: i32): void {
  noise(n);
  diary_text(n);
}

/** Beside a map that fills for 600 operations. */
const bounded = new Map<i32, Point>();
const marks: Array<u64> = [];
function mark(n: i32): void {
  for (let at = 0; at < 4; at++) marks.push(n);
}
export function marks_beside_map(n: i32): void {
  bounded.set(n % 600, new Point(n, 1));
  mark(n);
}
export function marks_beside_map_noisy(n: i32): void {
  noise(n);
  marks_beside_map(n);
}

const players = new Map<i32, Person>();
function addPlayer(n: i32): void {
  players.set(n, new Person('player'));
}
export function player_map(n: i32): void {
  addPlayer(n);
}
export function player_map_noisy(n: i32): void {
  noise(n);
  player_map(n);
}

/** A set keeps its entries in two blocks that it replaces: their number stays. */
const ids = new Set<u32>();
function addId(n: i32): void {
  ids.add(mix(n));
}
export function id_set(n: i32): void {
  addId(n);
}
export function id_set_noisy(n: i32): void {
  noise(n);
  id_set(n);
}

const nicknames = new Map<string, string>();
function addNickname(n: i32): void {
  nicknames.set(text(n, 10), text(n + 1, 14));
}
export function nickname_map(n: i32): void {
  addNickname(n);
}
export function nickname_map_noisy(n: i32): void {
  noise(n);
  nickname_map(n);
}

let latestMove: Move | null = null;
function addMove(n: i32): void {
  latestMove = new Move(n, latestMove);
}
export function move_chain(n: i32): void {
  addMove(n);
}
export function move_chain_noisy(n: i32): void {
  noise(n);
  move_chain(n);
}

const root = new Letter();
function addWord(top: Letter, word: u32, length: i32): void {
  let at = top;
  for (let letter = 0; letter < length; letter++) {
    let next = at.children[word % 4];
    if (next == null) {
      next = new Letter();
      at.children[word % 4] = next;
    }
    word /= 4;
    at = next;
  }
  at.words++;
}
export function word_tree(n: i32): void {
  addWord(root, mix(n), 9);
}
export function word_tree_noisy(n: i32): void {
  noise(n);
  word_tree(n);
}

/** 64 keys at first; from the 300th operation on every key is new. */
const late = new Map<i32, Array<i32>>();
function addLate(key: i32): void {
  late.set(key, [key, 1, 2]);
}
export function late_keys(n: i32): void {
  addLate(n < 300 ? n % 64 : n);
}
export function late_keys_noisy(n: i32): void {
  noise(n);
  late_keys(n);
}

/** Pinned for a host, that never unpins it. The program itself holds it nowhere. */
function pinView(n: i32): void {
  const view = __pin(__new(48, idof<ArrayBuffer>()));
  store<u8>(view, <u8>n);
  observe(load<u8>(view));
}
export function pinned_views(n: i32): void {
  pinView(n);
}
export function pinned_views_noisy(n: i32): void {
  noise(n);
  pinned_views(n);
}

/** One handle in ten is not unpinned. */
function lendBuffer(n: i32): usize {
  const buffer = __pin(__new(30 + (n % 20), idof<ArrayBuffer>()));
  store<u8>(buffer, <u8>n);
  observe(load<u8>(buffer));
  return buffer;
}
export function lent_buffers(n: i32): void {
  const buffer = lendBuffer(n);
  if (n % 10 != 7) __unpin(buffer);
}
export function lent_buffers_noisy(n: i32): void {
  noise(n);
  lent_buffers(n);
}

function allocateRaw(n: i32): usize {
  const made = heap.alloc(36);
  store<u8>(made, <u8>n);
  observe(load<u8>(made));
  return made;
}
export function raw_blocks(n: i32): void {
  allocateRaw(n);
}
export function raw_blocks_noisy(n: i32): void {
  noise(n);
  raw_blocks(n);
}

/** One in twelve, among strings that are collected. */
export function raw_block_of_twelve(n: i32): void {
  observe(text(n, 16).length);
  const made = allocateRaw(n);
  if (n % 12 != 5) heap.free(made);
}
export function raw_block_of_twelve_noisy(n: i32): void {
  noise(n);
  raw_block_of_twelve(n);
}

// What does not.

export function passing_texts(n: i32): void {
  let joined = '';
  for (let part = 0; part < 3 + (n % 6); part++) joined += text(n + part, 8);
  observe(joined.length);
}
export function passing_texts_noisy(n: i32): void {
  noise(n);
  passing_texts(n);
}

const fullMap = new Map<i32, string>();
export function map_of_500(n: i32): void {
  fullMap.set((n * 167) % 500, text(n, 12));
}
export function map_of_500_noisy(n: i32): void {
  noise(n);
  map_of_500(n);
}

/** Keys are always new, and those that are 150 operations old are taken out. */
const churning = new Map<i32, Point>();
export function churning_map(n: i32): void {
  churning.set(n, new Point(n, n));
  if (n >= 150) churning.delete(n - 150);
}
export function churning_map_noisy(n: i32): void {
  noise(n);
  churning_map(n);
}

let batch: Array<Point> = [];
export function batch_to_300(n: i32): void {
  batch.push(new Point(n, 2));
  if (batch.length == 300) batch = [];
}
export function batch_to_300_noisy(n: i32): void {
  noise(n);
  batch_to_300(n);
}

const ring = new Array<string>(256).fill('');
export function ring_of_texts(n: i32): void {
  ring[n % 256] = text(n, 15);
}
export function ring_of_texts_noisy(n: i32): void {
  noise(n);
  ring_of_texts(n);
}

/** Everyone knows everyone: the collector doesn't mind. */
export function dropped_friends(n: i32): void {
  const group: Array<Person> = [];
  for (let at = 0; at < 4; at++) group.push(new Person('someone'));
  for (let at = 0; at < 4; at++) {
    const person = group[at];
    person.partner = group[3 - at];
    for (let friend = 0; friend < 4; friend++) person.friends.push(group[friend]);
  }
  observe(<usize>n);
}
export function dropped_friends_noisy(n: i32): void {
  noise(n);
  dropped_friends(n);
}

export function unpinned_views(n: i32): void {
  const view = __pin(__new(60, idof<ArrayBuffer>()));
  store<u8>(view, <u8>n);
  observe(load<u8>(view));
  __unpin(view);
}
export function unpinned_views_noisy(n: i32): void {
  noise(n);
  unpinned_views(n);
}

const slots = new StaticArray<usize>(100);
export function freed_slots(n: i32): void {
  const slot = n % 100;
  if (slots[slot] != 0) heap.free(slots[slot]);
  slots[slot] = allocateRaw(n);
}
export function freed_slots_noisy(n: i32): void {
  noise(n);
  freed_slots(n);
}

/** At most 40 are out at once; what comes back is used again. */
const free: Array<Point> = [];
const out: Array<Point> = [];
export function point_pool(n: i32): void {
  const point = free.length > 0 ? free.pop() : new Point(0, 0);
  point.x = n;
  out.push(point);
  if (out.length == 40) {
    while (out.length > 0) free.push(out.pop());
  }
}
export function point_pool_noisy(n: i32): void {
  noise(n);
  point_pool(n);
}

/** Each of 200 words is met within 400 operations. */
const words = new Map<string, i32>();
export function interned_words(n: i32): void {
  const word = text(((n / 2) * 7) % 200, 9);
  if (!words.has(word)) words.set(word, words.size);
}
export function interned_words_noisy(n: i32): void {
  noise(n);
  interned_words(n);
}

export function sorted_values(n: i32): void {
  const values: Array<u32> = [];
  for (let at = 0; at < 40 + (n % 60); at++) values.push(mix(n + at));
  values.sort();
  observe(values[0]);
}
export function sorted_values_noisy(n: i32): void {
  noise(n);
  sorted_values(n);
}

/** 300 KB now and then. */
export function passing_images(n: i32): void {
  if (n % 150 == 80) observe(new Uint8Array(300000).length);
  const tile = new Uint8Array(256);
  tile.fill(<u8>n);
  observe(tile[255]);
}
export function passing_images_noisy(n: i32): void {
  noise(n);
  passing_images(n);
}

export function split_sentence(n: i32): void {
  const parts = (text(n, 6) + ' ' + text(n + 1, 9) + ' ' + text(n + 2, 4)).split(' ');
  observe(parts.join('-').length);
}
export function split_sentence_noisy(n: i32): void {
  noise(n);
  split_sentence(n);
}

/** The tree is complete after 256 words. */
const smallRoot = new Letter();
export function small_word_tree(n: i32): void {
  addWord(smallRoot, (n * 89) % 256, 4);
}
export function small_word_tree_noisy(n: i32): void {
  noise(n);
  small_word_tree(n);
}
