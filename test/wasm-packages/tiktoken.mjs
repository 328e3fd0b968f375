import { createRequire } from 'node:module';
import { Tiktoken } from 'tiktoken/lite';

const data = createRequire(import.meta.url)('tiktoken/encoders/cl100k_base.json');
// A few hundred of its tokens: the whole takes a tenth of a second to load.
const ranks = data.bpe_ranks.split('\n')[0].split(' ').slice(0, 400).join(' ');
const kept = new Tiktoken(ranks, {}, data.pat_str);

function makeEncoder() {
  const encoder = new Tiktoken(ranks, {}, data.pat_str); // made here
  encoder.encode('abc def');
  return encoder;
}

export function released() {
  makeEncoder().free();
}

/** Each is held: the package's finalizer would free those that are not. */
const held = [];

export function forgotten() {
  held.push(makeEncoder());
}

/** Not held, and never freed by hand: the package's finalizer does it. */
export function finalized() {
  makeEncoder();
}

export function used(index) {
  kept.encode(`some text of number ${index}`);
}
