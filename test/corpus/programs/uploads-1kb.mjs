// Keeps an upload of 1 KB each time.
let last = null;

export default function operation(index) {
  const bytes = new Uint8Array(1024);
  bytes[0] = index & 255;
  last = { previous: last, bytes };
}
