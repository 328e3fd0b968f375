// Keeps an object, an ArrayBuffer and, now and then, a page of WASM memory.
const memory = new WebAssembly.Memory({ initial: 1 });
let last = null;

export default function operation(index) {
  last = { previous: last, buffer: new ArrayBuffer(2048) };
  if (index % 200 === 0) memory.grow(1);
}
