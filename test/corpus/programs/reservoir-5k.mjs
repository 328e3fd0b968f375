// A random sample of 5,000 texts of different lengths, of all that came by.
import { seeded } from '../random.mjs';

const random = seeded(15);
const sample = [];

export default function operation(index) {
  const text = 'x'.repeat(20 + Math.floor(random() * 200)) + index;
  if (sample.length < 5000) {
    sample.push(JSON.stringify(text));
    return;
  }
  const at = Math.floor(random() * Math.min(index, 100_000));
  if (at < sample.length) sample[at] = JSON.stringify(text);
}
