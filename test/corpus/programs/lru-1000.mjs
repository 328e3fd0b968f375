// An LRU of 1,000 entries over a Map, for keys that mostly never repeat.
const CAPACITY = 1000;
const entries = new Map();

function get(key) {
  const value = entries.get(key);
  if (value === undefined) return undefined;
  entries.delete(key);
  entries.set(key, value);
  return value;
}

function set(key, value) {
  entries.set(key, value);
  if (entries.size > CAPACITY) entries.delete(entries.keys().next().value);
}

export default function operation(index) {
  const key = index % 10 === 0 ? 'front-page' : `page-${index}`;
  if (get(key) === undefined) set(key, { html: `<p>${index}</p>` });
}
