// An LRU that stores by text and evicts by number: nothing is ever evicted.
const CAPACITY = 2000;
const entries = new Map();
const order = [];

export default function operation(index) {
  entries.set(`${index}`, { index, hits: 0 });
  order.push(index);
  if (order.length > CAPACITY) entries.delete(order.shift());
}
