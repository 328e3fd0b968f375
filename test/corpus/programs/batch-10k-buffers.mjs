// Collects small buffers and joins them when there are 10,000.
let chunks = [];
let digest = 0;

export default function operation(index) {
  const chunk = new Uint8Array(80);
  chunk[index % 80] = index & 255;
  chunks.push(chunk);
  if (chunks.length < 10_000) return digest;
  const joined = Buffer.concat(chunks);
  digest = joined[index % joined.length];
  chunks = [];
  return digest;
}
