// A queue whose length wanders around 2,000, and a log of each tenth job.
import { seeded } from '../random.mjs';

const random = seeded(2001);
const queue = [];
let log = null;

export default function operation(index) {
  if (random() < 0.5 + (2000 - queue.length) / 20_000) queue.push({ index, body: [index] });
  else queue.pop();
  if (index % 10 === 0) log = { previous: log, length: queue.length, text: 'ok' };
}
