// The minimal runtime: garbage is collected when the host asks for it, or the program does.
import { mix, noise, observe, text } from './parts';

class Shape {
  next: Shape | null = null;
  constructor(public sides: i32) {}
}

/** As the collector wants it: nothing that it manages is on the stack. */
function collectEach(n: i32, operations: i32): void {
  if (n % operations == operations - 1) __collect();
}

// What grows. Where nobody collects, garbage is lost as if it had been forgotten.

function makeShape(n: i32): void {
  observe(new Shape(n).sides);
}
export function uncollected_shapes(n: i32): void {
  makeShape(n);
}
export function uncollected_shapes_noisy(n: i32): void {
  noise(n);
  uncollected_shapes(n);
}

/** A ring, though none that keeps a count: a collection would free it. */
function tieShapes(n: i32): void {
  const one = new Shape(n);
  const other = new Shape(n);
  one.next = other;
  other.next = one;
  observe(one.sides + other.sides);
}
export function uncollected_rings(n: i32): void {
  tieShapes(n);
}
export function uncollected_rings_noisy(n: i32): void {
  noise(n);
  uncollected_rings(n);
}

/** Collected at each 50th operation, and pinned for a host before. */
function pinShape(n: i32): void {
  const shape = new Shape(n);
  __pin(changetype<usize>(shape));
  observe(shape.sides);
}
export function pinned_shapes(n: i32): void {
  collectEach(n, 50);
  if (n % 5 == 2) pinShape(n);
  else observe(new Shape(n).sides);
}
export function pinned_shapes_noisy(n: i32): void {
  noise(n);
  pinned_shapes(n);
}

const lengths: Array<u64> = [];
function appendLength(n: i32): void {
  lengths.push(text(n, 10 + (n % 8)).length);
}
export function length_list(n: i32): void {
  collectEach(n, 64);
  appendLength(n);
}
export function length_list_noisy(n: i32): void {
  noise(n);
  length_list(n);
}

const shapes = new Map<i32, Shape>();
function addShape(n: i32): void {
  shapes.set(n, new Shape(n));
}
export function shape_map(n: i32): void {
  collectEach(n, 40);
  addShape(n);
}
export function shape_map_noisy(n: i32): void {
  noise(n);
  shape_map(n);
}

// What does not.

export function collected_shapes(n: i32): void {
  collectEach(n, 50);
  makeShape(n);
  tieShapes(n);
}
export function collected_shapes_noisy(n: i32): void {
  noise(n);
  collected_shapes(n);
}

const kept = new Map<i32, Shape>();
export function map_of_350(n: i32): void {
  collectEach(n, 100);
  kept.set((n * 13) % 350, new Shape(n));
}
export function map_of_350_noisy(n: i32): void {
  noise(n);
  map_of_350(n);
}

const blocks: StaticArray<usize> = new StaticArray<usize>(80);
export function block_ring(n: i32): void {
  const slot = n % 80;
  if (blocks[slot] != 0) heap.free(blocks[slot]);
  blocks[slot] = heap.alloc(20 + (mix(slot) % 100));
}
export function block_ring_noisy(n: i32): void {
  noise(n);
  block_ring(n);
}
