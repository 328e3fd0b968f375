// A cache of 5,000 entries that fills up, and beside it a history that nobody cuts.
const cache = new Map();
let history = null;

export default function operation(index) {
  const key = ((index % 5000) * 7919) % 5000;
  cache.set(key, { key, value: `value of ${key}` });
  history = { previous: history, key };
}
