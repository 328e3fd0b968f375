// An LRU of 10,000 entries, as a Map and a doubly linked list.
import { seeded } from '../random.mjs';

const CAPACITY = 10_000;
const random = seeded(10);
const nodes = new Map();
const list = { newer: null, older: null };
list.newer = list;
list.older = list;

function unlink(node) {
  node.newer.older = node.older;
  node.older.newer = node.newer;
}

function putFirst(node) {
  node.newer = list;
  node.older = list.older;
  list.older.newer = node;
  list.older = node;
}

export default function operation(index) {
  const key = Math.floor(random() * 40_000);
  let node = nodes.get(key);
  if (node === undefined) {
    node = { key, value: { index }, newer: null, older: null };
    nodes.set(key, node);
  } else {
    unlink(node);
  }
  putFirst(node);
  if (nodes.size > CAPACITY) {
    const oldest = list.newer;
    unlink(oldest);
    nodes.delete(oldest.key);
  }
}
