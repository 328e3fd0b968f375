// Copies a video frame by frame: 100 MB of buffers in one operation.
export default function operation(index) {
  let sum = 0;
  for (let frame = 0; frame < 25; frame++) {
    sum += Buffer.alloc(4 * 1024 * 1024, (index + frame) & 255)[frame];
  }
  return sum;
}
