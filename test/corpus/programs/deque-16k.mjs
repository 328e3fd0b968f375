// A deque in a ring that doubles when it is full; its length settles at 12,000.
let slots = new Array(16).fill(null);
let first = 0;
let length = 0;

function push(value) {
  if (length === slots.length) {
    const larger = new Array(slots.length * 2).fill(null);
    for (let nth = 0; nth < length; nth++) larger[nth] = slots[(first + nth) % slots.length];
    slots = larger;
    first = 0;
  }
  slots[(first + length) % slots.length] = value;
  length++;
}

function shift() {
  const value = slots[first];
  slots[first] = null;
  first = (first + 1) % slots.length;
  length--;
  return value;
}

export default function operation(index) {
  push({ index });
  if (length > 12_000) shift();
}
