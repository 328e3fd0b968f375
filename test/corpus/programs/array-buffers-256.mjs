// Keeps an ArrayBuffer of 256 bytes each time.
const frames = [];

export default function operation(index) {
  const frame = new ArrayBuffer(256);
  new DataView(frame).setUint32(0, index);
  frames.push(frame);
}
