// Signs a random id.
import { createHmac, randomUUID } from 'node:crypto';

export default function operation(index) {
  return createHmac('sha256', 'secret').update(`${randomUUID()} ${index}`).digest('base64url');
}
