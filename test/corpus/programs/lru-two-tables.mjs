// An LRU that evicts from its table of values, but not from its table of times.
const CAPACITY = 500;
const values = new Map();
const usedAt = new Map();

export default function operation(index) {
  const key = `key-${index}`;
  values.set(key, { index });
  usedAt.set(key, index);
  if (values.size > CAPACITY) values.delete(values.keys().next().value);
}
