// Calls a Rust module whose nodes own each other weakly: all of them are dropped.
import { readFile } from 'node:fs/promises';

export async function setup() {
  const file = new URL('../../../scenarios/cycle/cycle.wasm', import.meta.url);
  const { instance } = await WebAssembly.instantiate(await readFile(file));
  return instance.exports;
}

export function operation(exports, index) {
  exports.fixed(index);
}
