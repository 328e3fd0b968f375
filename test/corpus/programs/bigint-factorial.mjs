// Computes factorials with big integers.
export default function operation(index) {
  let product = 1n;
  for (let factor = 2n; factor < BigInt(20 + (index % 20)); factor++) product *= factor;
  return product % 1_000_003n;
}
