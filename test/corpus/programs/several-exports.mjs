// Exports several functions; `save` puts each document into a store.
const store = new Map();

export function save(document) {
  store.set(document.id, document);
}

export function load(id) {
  return store.get(id);
}
