// Starts a decompressor for each connection and never closes it.
import { createInflateRaw } from 'node:zlib';

let open = null;

export default function operation(index) {
  open = { previous: open, index, inflate: createInflateRaw() };
}
