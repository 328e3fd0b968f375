// Walks over two lists in parallel with generators, and stops half-way.
function* zip(left, right) {
  for (let at = 0; at < left.length; at++) yield [left[at], right[at]];
}

export default function operation(index) {
  for (const [a, b] of zip([1, 2, 3, index], [4, 5, 6, 7])) if (a + b > 6) return b;
  return null;
}
