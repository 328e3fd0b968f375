// The stub runtime: memory is handed out and never taken back, but for the latest block.
import { noise, observe } from './parts';

class Vector {
  constructor(
    public x: f32,
    public y: f32,
  ) {}
}

function addVectors(n: i32): void {
  const sum = new Vector(<f32>n, 1);
  sum.x += 2;
  observe(<usize>sum.x);
}
export function vector_sums(n: i32): void {
  addVectors(n);
}
export function vector_sums_noisy(n: i32): void {
  noise(n);
  vector_sums(n);
}

/** One operation in eight allocates. */
function copyRow(n: i32): void {
  const row = new Uint8Array(40);
  row[0] = <u8>n;
  observe(row[0]);
}
export function rare_rows(n: i32): void {
  if (n % 8 == 3) copyRow(n);
}
export function rare_rows_noisy(n: i32): void {
  noise(n);
  rare_rows(n);
}

const table = new StaticArray<f64>(256);
export function fixed_table(n: i32): void {
  table[n % 256] = n;
  observe(<usize>table[(n * 7) % 256]);
}
export function fixed_table_noisy(n: i32): void {
  noise(n);
  fixed_table(n);
}

/** Ten vectors, each made at its first use. */
const vectors = new StaticArray<Vector | null>(10);
export function vectors_when_used(n: i32): void {
  const slot = (n / 30) % 10;
  if (vectors[slot] == null) vectors[slot] = new Vector(1, <f32>slot);
  observe(<usize>n);
}
export function vectors_when_used_noisy(n: i32): void {
  noise(n);
  vectors_when_used(n);
}

export function scratch_block(n: i32): void {
  const scratch = heap.alloc(64 + (n % 32));
  store<u8>(scratch, <u8>n);
  observe(load<u8>(scratch));
  heap.free(scratch);
}
export function scratch_block_noisy(n: i32): void {
  noise(n);
  scratch_block(n);
}
