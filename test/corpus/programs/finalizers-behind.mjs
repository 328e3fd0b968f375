// A table of weak references by number; finalizers remove each entry some time after its object.
const table = new Map();
const registry = new FinalizationRegistry((key) => table.delete(key));

export default function operation(index) {
  const object = { index, size: index % 10 };
  table.set(index, new WeakRef(object));
  registry.register(object, index);
}
