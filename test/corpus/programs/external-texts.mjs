// Keeps texts of 1.2 MB, which V8 holds outside of its heap.
const bytes = Buffer.alloc(1_200_000, 'abc');
const texts = [];

export default function operation(index) {
  bytes.writeUInt32LE(index, 0);
  texts.push(bytes.latin1Slice());
}
