// Compresses and decompresses a text, synchronously.
import { gunzipSync, gzipSync } from 'node:zlib';

export default function operation(index) {
  const text = `${index} `.repeat(100);
  return gunzipSync(gzipSync(text)).length;
}
