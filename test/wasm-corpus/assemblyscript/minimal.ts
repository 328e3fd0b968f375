// With the minimal collector, which runs when the host or the program asks for it.

class Item {
  next: Item | null = null;
  value: i32 = 0;
  constructor(value: i32) {
    this.value = value;
  }
}

const noiseWindow = new Array<Item | null>(60);

function noise(index: i32): void {
  noiseWindow[index % 60] = new Item(index);
}

// Leaks.

// @ts-ignore: a decorator of a function.
@noinline
function makeItem(index: i32): Item {
  return new Item(index);
}

// Nobody collects.
export function asm_never_collected(index: i32): void {
  makeItem(index);
}

const list = new Array<Item>();

export function asm_items(index: i32): void {
  list.push(makeItem(index));
  __collect();
}

const map = new Map<i32, Item>();

export function asm_map(index: i32): void {
  map.set(index, makeItem(index));
  if (index % 16 == 0) __collect();
}

export function asm_pinned(index: i32): void {
  __pin(changetype<usize>(makeItem(index)));
  if (index % 8 == 0) __collect();
}

// None.

export function asm_collected(index: i32): void {
  makeItem(index);
  __collect();
}

export function asm_collected_at_times(index: i32): void {
  const a = makeItem(index);
  const b = makeItem(index);
  a.next = b;
  b.next = a;
  if (index % 50 == 49) __collect();
}

const fixedWindow = new Array<Item | null>(100);

export function asm_window(index: i32): void {
  fixedWindow[index % 100] = makeItem(index);
  if (index % 20 == 19) __collect();
}

const bounded = new Map<i32, Item>();

export function asm_bounded_map(index: i32): void {
  bounded.set(index % 120, makeItem(index));
  if (index % 30 == 29) __collect();
}

// The same with noise around them: all of it is garbage that only a collection frees.

export function asm_items_noisy(index: i32): void { noise(index); asm_items(index); }
export function asm_map_noisy(index: i32): void { noise(index); asm_map(index); }
export function asm_pinned_noisy(index: i32): void { noise(index); asm_pinned(index); }
export function asm_never_collected_noisy(index: i32): void { noise(index); asm_never_collected(index); }
export function asm_collected_noisy(index: i32): void { noise(index); asm_collected(index); }
export function asm_collected_at_times_noisy(index: i32): void { noise(index); asm_collected_at_times(index); }
export function asm_window_noisy(index: i32): void { noise(index); asm_window(index); }
export function asm_bounded_map_noisy(index: i32): void { noise(index); asm_bounded_map(index); }
