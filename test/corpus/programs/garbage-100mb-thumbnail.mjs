// Makes 100 MB of garbage in one operation and keeps a thumbnail of 10 KB.
let thumbnails = null;

export default function operation(index) {
  let sum = 0;
  for (let frame = 0; frame < 25; frame++) sum += Buffer.alloc(4 * 1024 * 1024, index & 255)[frame];
  thumbnails = { previous: thumbnails, pixels: new Uint8Array(10_240).fill(sum & 255) };
}
