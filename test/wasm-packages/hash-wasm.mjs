import { createSHA256, xxhash64 } from 'hash-wasm';

/** Each hasher has an instance of its own, which the garbage collector frees. */
export async function released(index) {
  const hasher = await createSHA256();
  hasher.init().update(`text ${index}`).digest();
}

const held = [];

export async function forgotten(index) {
  const hasher = await createSHA256();
  hasher.init().update(`text ${index}`).digest();
  held.push(hasher);
}

export const used = (index) => xxhash64(`text ${index}`);
