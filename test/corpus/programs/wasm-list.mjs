// A Rust module that appends to a list, whose buffer doubles.
import { readFile } from 'node:fs/promises';

export async function setup() {
  const file = new URL('../../../scenarios/growing-vec/growing-vec.wasm', import.meta.url);
  const { instance } = await WebAssembly.instantiate(await readFile(file));
  return instance.exports;
}

export function operation(exports, index) {
  exports.leaky(index);
}
