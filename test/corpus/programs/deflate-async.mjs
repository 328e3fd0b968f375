// Compresses a text in the thread pool.
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';

const compress = promisify(deflate);

export default async function operation(index) {
  return (await compress(`${index} `.repeat(200))).length;
}
