// Compiles each user's search to a pattern and keeps it in a cache without a bound.
const patterns = new Map();

export default function operation(index) {
  const pattern = new RegExp(`user ${index}:`);
  patterns.set(index, pattern);
  return pattern.test('user 5: hello');
}
