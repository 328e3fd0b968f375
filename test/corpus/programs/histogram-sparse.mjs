// Counts latencies in a sparse histogram of at most 2,000 buckets, some of them very rare.
import { seeded } from '../random.mjs';

const random = seeded(7);
const buckets = new Map();

export default function operation() {
  const bucket = Math.min(1999, Math.floor(1999 * random() ** 3));
  const counts = buckets.get(bucket);
  if (counts === undefined) buckets.set(bucket, { bucket, count: 1, last: [0, 0] });
  else counts.count++;
}
