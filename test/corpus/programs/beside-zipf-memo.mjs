// A memo with 2,000 keys of a Zipf distribution, and beside it a node of history.
import { seeded } from '../random.mjs';

const random = seeded(12);
const memo = new Map();
let history = null;

export default function operation(index) {
  const key = Math.min(2000, Math.floor(2000 ** random()));
  if (!memo.has(key)) memo.set(key, { key, text: `answer ${key}`, since: index });
  if (index % 4 === 0) history = { previous: history, key, index };
}
