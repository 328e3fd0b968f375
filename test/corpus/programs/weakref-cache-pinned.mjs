// A cache of weak references with finalizers; each tenth value is also pinned, for good.
const cache = new Map();
const registry = new FinalizationRegistry((key) => cache.delete(key));
let pinned = null;

export default function operation(index) {
  const value = { index, size: 1 };
  cache.set(index % 5000, new WeakRef(value));
  registry.register(value, index % 5000);
  if (index % 10 === 0) pinned = { previous: pinned, value };
}
