// Reads a small stream to its end.
import { Readable } from 'node:stream';

export default async function operation(index) {
  let length = 0;
  for await (const chunk of Readable.from(['header', `row ${index}`, 'footer'])) {
    length += chunk.length;
  }
  return length;
}
