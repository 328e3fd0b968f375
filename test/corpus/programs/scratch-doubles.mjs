// Writes messages into a buffer that doubles when one does not fit, and is then reused.
import { seeded } from '../random.mjs';

const random = seeded(3);
let scratch = new Uint8Array(1024);

export default function operation(index) {
  const length = Math.floor(300_000 * random() ** 12) + 100;
  while (scratch.length < length) scratch = new Uint8Array(scratch.length * 2);
  scratch[length - 1] = index & 255;
  return length;
}
