// Counts by a key that never repeats, in a plain object.
const counts = {};

export default function operation(index) {
  const key = `visitor-${index}`;
  counts[key] = (counts[key] ?? 0) + 1;
}
