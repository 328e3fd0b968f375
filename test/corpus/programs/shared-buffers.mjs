// Keeps a shared buffer of 4 KB each time.
let last = null;

export default function operation(index) {
  const shared = new SharedArrayBuffer(4096);
  new Int32Array(shared)[0] = index;
  last = { previous: last, shared };
}
