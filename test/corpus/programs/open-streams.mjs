// Starts a stream for each upload, writes to it and never ends it.
import { PassThrough } from 'node:stream';

const uploads = new Map();

export default function operation(index) {
  const upload = new PassThrough();
  upload.write('first part');
  uploads.set(index, upload);
}
