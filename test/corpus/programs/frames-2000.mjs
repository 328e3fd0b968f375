// Records frames of 1 KB as buffers and drops all of them at 2,000.
let frames = [];

export default function operation(index) {
  const frame = new Uint8Array(1024);
  frame[0] = index & 255;
  frames.push(frame);
  if (frames.length === 2000) frames = [];
}
