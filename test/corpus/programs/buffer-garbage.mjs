// Fills a buffer of 1 KiB and drops it.
export default function operation(index) {
  return Buffer.alloc(1024, index & 255).readUInt8(7);
}
