// What the families share.

let seen: u8 = 0;

/** Reads memory, so that no optimiser takes away what it is in. */
export function observe(value: usize): void {
  seen ^= <u8>value;
}

/** A number that depends on n alone, and looks like chance. */
export function mix(n: u32): u32 {
  let x = n + 0x9e3779b9;
  x = (x ^ (x >> 16)) * 0x21f0aaad;
  x = (x ^ (x >> 15)) * 0x735a2d97;
  return x ^ (x >> 15);
}

/** A text of `length` letters that differs with n: one block, and one temporary. */
export function text(n: u32, length: i32): string {
  const letters = new StaticArray<i32>(length);
  for (let at = 0; at < length; at++) {
    letters[at] = 97 + <i32>(n % 16);
    n = n / 16 + 7;
  }
  return String.fromCharCodes(letters.slice<Array<i32>>());
}

let cache: usize = 0;
let queue: usize = 0;
let queued: u32 = 0;

function block(bytes: usize, fill: u8): usize {
  const made = heap.alloc(bytes);
  memory.fill(made, fill, bytes);
  observe(load<u8>(made));
  return made;
}

/**
 * What any real module does beside the work that is looked at: bounded, and settled after 400
 * operations. By the allocator alone: what the collector does is the programs' own.
 */
export function noise(operation: u32): void {
  const chance = mix(operation ^ 0x5555);
  for (let temporary: u32 = 0; temporary < chance % 5; temporary++) {
    heap.free(block(20 + 18 * temporary, 1));
  }
  // The stub runtime can give back its latest block alone.
  if (ASC_RUNTIME == 0) return;
  if (cache == 0) cache = block(64 * sizeof<usize>(), 0);
  const slot = cache + (operation % 64) * sizeof<usize>();
  if (load<usize>(slot) != 0) heap.free(load<usize>(slot));
  store<usize>(slot, block(24 + (mix(operation % 64) % 200), 2));
  if (queued % 50 == 0)
    queue = heap.realloc(queue == 0 ? heap.alloc(16) : queue, (queued + 50) * 16);
  store<u32>(queue + 16 * queued, operation);
  if (++queued == 250) {
    heap.free(queue);
    queue = 0;
    queued = 0;
  }
  if (operation % 97 == 96) heap.free(block(20000 + (chance % 4000), 3));
}
