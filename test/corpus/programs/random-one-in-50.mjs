// One operation in fifty, at random, keeps a record.
import { seeded } from '../random.mjs';

const random = seeded(50);
let newest = null;

export default function operation(index) {
  if (random() < 0.02) newest = { previous: newest, index, reason: 'slow', retries: [1, 2, 3] };
}
