// A closure that needs a length alone shares its scope with one that needed the whole buffer.
const handlers = [];

export default function operation(index) {
  const body = new Uint8Array(512).fill(index & 255);
  const checksum = () => body[0] ^ body[511];
  const length = body.length;
  checksum();
  handlers.push(() => length);
}
