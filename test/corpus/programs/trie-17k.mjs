// Puts random words of three letters into a trie.
import { seeded } from '../random.mjs';

const random = seeded(26);
const root = new Map();

export default function operation() {
  let node = root;
  for (let letter = 0; letter < 3; letter++) {
    const key = Math.floor(random() * 26);
    let next = node.get(key);
    if (next === undefined) {
      next = new Map();
      node.set(key, next);
    }
    node = next;
  }
}
