// Keeps a picture of 1 MB each time.
const pictures = [];

export default function operation(index) {
  pictures.push(Buffer.alloc(1024 * 1024, index & 255));
}
