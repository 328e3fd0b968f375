// Turns a buffer of 1.2 MB into text, which V8 keeps outside of its heap, and drops it.
const bytes = Buffer.alloc(1_200_000, 'abc');

export default function operation(index) {
  return bytes.latin1Slice().charCodeAt(index % bytes.length);
}
