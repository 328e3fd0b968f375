// With the incremental collector, which runs by itself.

class Item {
  next: Item | null = null;
  value: i32 = 0;
  constructor(value: i32) {
    this.value = value;
  }
}

const SMALL: i32 = 60;

// Bounded noise: temporaries, a window, a list that is cleared.
const noiseWindow = new Array<Item | null>(SMALL);
let noiseList = new Array<string>();

function noise(index: i32): void {
  noiseWindow[index % SMALL] = new Item(index);
  noiseList.push('entry ' + index.toString());
  if (noiseList.length >= 130) noiseList = new Array<string>();
}

// Leaks.

const numbers = new Array<i32>();

// @ts-ignore: a decorator of a function.
@noinline
function pushNumber(index: i32): void {
  numbers.push(index | 1);
}

export function as_numbers(index: i32): void {
  pushNumber(index);
}

const items = new Array<Item>();

// @ts-ignore: a decorator of a function.
@noinline
function pushItem(index: i32): void {
  items.push(new Item(index));
}

export function as_items(index: i32): void {
  pushItem(index);
}

const texts = new Array<string>();

// @ts-ignore: a decorator of a function.
@noinline
function pushText(index: i32): void {
  texts.push('text number ' + index.toString());
}

export function as_texts(index: i32): void {
  pushText(index);
}

const map = new Map<i32, Item>();

// @ts-ignore: a decorator of a function.
@noinline
function putItem(index: i32): void {
  map.set(index, new Item(index));
}

export function as_map(index: i32): void {
  putItem(index);
}

const plainMap = new Map<i32, i32>();

// @ts-ignore: a decorator of a function.
@noinline
function putNumber(index: i32): void {
  plainMap.set(index * 7, index);
}

export function as_map_of_numbers(index: i32): void {
  putNumber(index);
}

const set = new Set<string>();

// @ts-ignore: a decorator of a function.
@noinline
function addText(index: i32): void {
  set.add('name ' + index.toString());
}

export function as_set(index: i32): void {
  addText(index);
}

let head: Item | null = null;

// @ts-ignore: a decorator of a function.
@noinline
function prepend(index: i32): void {
  const item = new Item(index);
  item.next = head;
  head = item;
}

export function as_list(index: i32): void {
  prepend(index);
}

// @ts-ignore: a decorator of a function.
@noinline
function pinOne(index: i32): void {
  __pin(changetype<usize>(new Item(index)));
}

export function as_pinned(index: i32): void {
  pinOne(index);
}

// @ts-ignore: a decorator of a function.
@noinline
function takeRaw(index: i32): void {
  const block = heap.alloc(40);
  store<i32>(block, index);
}

export function as_raw(index: i32): void {
  takeRaw(index);
}

// None.

const fixedWindow = new Array<Item | null>(200);

export function as_window(index: i32): void {
  fixedWindow[index % 200] = new Item(index);
}

const bounded = new Map<i32, Item>();

export function as_bounded_map(index: i32): void {
  bounded.set(index, new Item(index));
  if (bounded.size > 150) bounded.delete(index - 150);
}

const filling = new Map<i32, string>();

export function as_fills_to_400(index: i32): void {
  const key = index % 400;
  if (!filling.has(key)) filling.set(key, 'value ' + key.toString());
}

export function as_temporaries(index: i32): void {
  let text = '';
  for (let i = 0; i < index % 20; i++) text += i.toString();
  const list = new Array<i32>();
  for (let i = 0; i < 30; i++) list.push(i);
}

let queue = new Array<Item>();

export function as_sawtooth(index: i32): void {
  queue.push(new Item(index));
  if (queue.length >= 300) queue = new Array<Item>();
}

export function as_cycle_collected(index: i32): void {
  const a = new Item(index);
  const b = new Item(index);
  a.next = b;
  b.next = a;
}

export function as_pinned_and_unpinned(index: i32): void {
  const item = changetype<usize>(new Item(index));
  __pin(item);
  __unpin(item);
}

export function as_raw_freed(index: i32): void {
  const block = heap.alloc(40 + (index & 15));
  store<i32>(block, index);
  heap.free(block);
}

export function as_buffers(index: i32): void {
  const buffer = new Uint8Array(100 + index % 300);
  buffer[0] = 1;
}

// The same with noise around them.

export function as_numbers_noisy(index: i32): void { noise(index); as_numbers(index); }
export function as_items_noisy(index: i32): void { noise(index); as_items(index); }
export function as_texts_noisy(index: i32): void { noise(index); as_texts(index); }
export function as_map_noisy(index: i32): void { noise(index); as_map(index); }
export function as_map_of_numbers_noisy(index: i32): void { noise(index); as_map_of_numbers(index); }
export function as_set_noisy(index: i32): void { noise(index); as_set(index); }
export function as_list_noisy(index: i32): void { noise(index); as_list(index); }
export function as_pinned_noisy(index: i32): void { noise(index); as_pinned(index); }
export function as_raw_noisy(index: i32): void { noise(index); as_raw(index); }
export function as_window_noisy(index: i32): void { noise(index); as_window(index); }
export function as_bounded_map_noisy(index: i32): void { noise(index); as_bounded_map(index); }
export function as_fills_to_400_noisy(index: i32): void { noise(index); as_fills_to_400(index); }
export function as_temporaries_noisy(index: i32): void { noise(index); as_temporaries(index); }
export function as_sawtooth_noisy(index: i32): void { noise(index); as_sawtooth(index); }
export function as_cycle_collected_noisy(index: i32): void { noise(index); as_cycle_collected(index); }
export function as_pinned_and_unpinned_noisy(index: i32): void { noise(index); as_pinned_and_unpinned(index); }
export function as_raw_freed_noisy(index: i32): void { noise(index); as_raw_freed(index); }
export function as_buffers_noisy(index: i32): void { noise(index); as_buffers(index); }
