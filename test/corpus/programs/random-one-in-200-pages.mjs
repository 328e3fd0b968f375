// Keeps a page of 8 KB with a probability of 1 in 200.
import { seeded } from '../random.mjs';

const random = seeded(200);
let last = null;

export default async function operation(index) {
  await null;
  if (random() < 1 / 200) last = { previous: last, page: new Array(1024).fill(index & 1023) };
}
