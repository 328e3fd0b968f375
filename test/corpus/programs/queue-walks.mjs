// A queue whose length wanders at random around 2,000.
import { seeded } from '../random.mjs';

const random = seeded(2000);
const queue = [];

export default function operation(index) {
  if (random() < 0.5 + (2000 - queue.length) / 20_000) queue.push({ index, body: [index] });
  else queue.pop();
}
