// Writes on and on to a stream that takes nothing, without looking at what write returns.
import { Writable } from 'node:stream';

const stalled = new Writable({ write() {} });

export default function operation(index) {
  stalled.write(Buffer.alloc(64, index & 255));
}
