// Sends three lines through a pipeline of streams.
import { Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export default async function operation(index) {
  let written = 0;
  await pipeline(
    Readable.from(['one\n', 'two\n', `${index}\n`]),
    new Transform({
      transform(chunk, _encoding, callback) {
        callback(null, chunk.toString().toUpperCase());
      },
    }),
    new Writable({
      write(chunk, _encoding, callback) {
        written += chunk.length;
        callback();
      },
    }),
  );
  return written;
}
