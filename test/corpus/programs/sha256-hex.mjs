// Hashes a short text.
import { createHash } from 'node:crypto';

export default function operation(index) {
  return createHash('sha256').update(`user-${index}`).digest('hex');
}
