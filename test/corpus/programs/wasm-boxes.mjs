// A Rust module that makes each configuration static.
import { readFile } from 'node:fs/promises';

export async function setup() {
  const file = new URL('../../../scenarios/box-leak/box-leak.wasm', import.meta.url);
  const { instance } = await WebAssembly.instantiate(await readFile(file));
  return Object.values(instance.exports).find((value) => typeof value === 'function');
}

export function operation(call, index) {
  call(index);
}
