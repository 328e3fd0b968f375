// With the stub runtime, which gives memory out in a row and takes none back but the latest piece.

class Item {
  next: Item | null = null;
  value: i32 = 0;
  constructor(value: i32) {
    this.value = value;
  }
}

// Bounded noise: memory that is written anew, and pieces that are given back at once.
const noiseWords = new StaticArray<i32>(64);

function noise(index: i32): void {
  noiseWords[index % 64] += index;
  const piece = heap.alloc(16 + (index % 7) * 12);
  store<i32>(piece, index);
  noiseWords[0] ^= load<i32>(piece);
  heap.free(piece);
}

// Leaks.

// @ts-ignore: a decorator of a function.
@noinline
function makeItem(index: i32): Item {
  return new Item(index);
}

export function stub_garbage(index: i32): void {
  noiseWords[1] ^= makeItem(index).value;
}

// @ts-ignore: a decorator of a function.
@noinline
function copyRow(index: i32): i32 {
  const row = new Uint8Array(40);
  row[index % 40] = 1;
  return row[0];
}

export function stub_one_in_eight(index: i32): void {
  if (index % 8 == 3) noiseWords[2] += copyRow(index);
}

let last: Item | null = null;

export function stub_list(index: i32): void {
  const item = makeItem(index);
  item.next = last;
  last = item;
}

// None.

const table = new StaticArray<f64>(256);

export function stub_table(index: i32): void {
  table[index % 256] = index + table[(index * 7) % 256] / 2;
}

const tens = new StaticArray<Item | null>(10);

export function stub_when_first_used(index: i32): void {
  const at = (index / 30) % 10;
  if (tens[at] == null) tens[at] = makeItem(index);
}

export function stub_scratch(index: i32): void {
  const scratch = heap.alloc(64 + (index % 32));
  store<i32>(scratch, index);
  noiseWords[3] ^= load<i32>(scratch);
  heap.free(scratch);
}

// The same with noise around them.

export function stub_garbage_noisy(index: i32): void { noise(index); stub_garbage(index); }
export function stub_one_in_eight_noisy(index: i32): void { noise(index); stub_one_in_eight(index); }
export function stub_list_noisy(index: i32): void { noise(index); stub_list(index); }
export function stub_table_noisy(index: i32): void { noise(index); stub_table(index); }
export function stub_when_first_used_noisy(index: i32): void { noise(index); stub_when_first_used(index); }
export function stub_scratch_noisy(index: i32): void { noise(index); stub_scratch(index); }
