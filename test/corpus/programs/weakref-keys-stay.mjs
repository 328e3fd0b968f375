// A cache of weak references: what it refers to goes, its keys and references stay.
const cache = new Map();

export default function operation(index) {
  const value = { index, body: new Array(10).fill(index) };
  cache.set(index, new WeakRef(value));
}
