// A cache of weak references with 2,000 keys; a finalizer removes the entry of what was collected.
const cache = new Map();
const registry = new FinalizationRegistry((key) => {
  if (cache.get(key)?.deref() === undefined) cache.delete(key);
});

export default function operation(index) {
  const key = index % 2000;
  let value = cache.get(key)?.deref();
  if (value === undefined) {
    value = { index, payload: [index, index + 1] };
    cache.set(key, new WeakRef(value));
    registry.register(value, key);
  }
  return value.index;
}
