// Derives a key in the thread pool.
import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);

export default async function operation(index) {
  return (await derive(`password ${index}`, 'salt', 10, 32, 'sha256')).toString('hex');
}
