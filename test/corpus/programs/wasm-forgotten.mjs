// A Rust module that forgets a text and a list each time.
import { readFile } from 'node:fs/promises';

export async function setup() {
  const file = new URL('../../../scenarios/forget/forget.wasm', import.meta.url);
  const { instance } = await WebAssembly.instantiate(await readFile(file));
  return instance.exports;
}

export function operation(exports, index) {
  exports.leaky(index);
}
